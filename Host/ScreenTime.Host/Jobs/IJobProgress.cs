namespace ScreenTime.Host.Jobs;

/// <summary>Where a long job says how far it is.</summary>
public interface IJobProgress
{
    /// <summary>A new stage begins.</summary>
    void Stage(string name);

    /// <summary>So much of the stage is done.</summary>
    void Done(long done, long total);

    /// <summary>A sentence for the user.</summary>
    void Message(string sentence);
}
