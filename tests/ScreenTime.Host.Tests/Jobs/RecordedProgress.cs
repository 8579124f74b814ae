using ScreenTime.Host.Jobs;

namespace ScreenTime.Host.Tests.Jobs;

/// <summary>Keeps what a job says.</summary>
internal sealed class RecordedProgress : IJobProgress
{
    public List<string> Stages { get; } = [];

    public List<string> Messages { get; } = [];

    public (long Done, long Total, TimeLeft? Left) Last { get; private set; }

    public void Stage(string name) => Stages.Add(name);

    public void Done(long done, long total, TimeLeft? left) => Last = (done, total, left);

    public void Message(string sentence) => Messages.Add(sentence);
}
