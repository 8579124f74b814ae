namespace ScreenTime.Host.Jobs;

/// <summary>Where a long job says how far it is.</summary>
public interface IJobProgress
{
    /// <summary>A new stage begins; the same name again goes on with it.</summary>
    void Stage(string name);

    /// <summary>So much of the stage is done.</summary>
    /// <param name="done">What is done.</param>
    /// <param name="total">What there is to do.</param>
    /// <param name="left">How fast it goes, and how long it will still take; null while nobody can say.</param>
    void Done(long done, long total, TimeLeft? left);

    /// <summary>A sentence for the user.</summary>
    void Message(string sentence);
}

/// <summary>How fast a stage goes, and how long it will still take.</summary>
/// <param name="PerSecond">New frames a second, of late.</param>
/// <param name="Time">What is left at that pace.</param>
public readonly record struct TimeLeft(double PerSecond, TimeSpan Time);
