namespace ScreenTime.Recognition.Sessions;

/// <summary>
/// Spreads frames over the processor's cores. Each frame is worked on alone and by one thread, so what comes out depends neither on its neighbours nor on how many cores there are.
/// </summary>
internal static class ProcessorShare
{
    // A run of a backbone holds some 50 MB while it lasts; more at once would soon be bound by memory, not by cores.
    private const int Most = 16;

    /// <summary>How many items are worked on at once, at most.</summary>
    public static int AtOnce { get; } = Math.Min(Environment.ProcessorCount, Most);

    /// <summary>Works on items side by side.</summary>
    /// <param name="count">How many.</param>
    /// <param name="work">Works on the item of an index; called from several threads at once.</param>
    /// <param name="cancellationToken">Stops before the next item.</param>
    /// <param name="most">At most so many at once.</param>
    public static Task ForEachAsync(int count, Func<int, CancellationToken, Task> work, CancellationToken cancellationToken, int most = Most) => Parallel.ForEachAsync(
        Enumerable.Range(0, count),
        new ParallelOptions { MaxDegreeOfParallelism = Math.Min(AtOnce, most), CancellationToken = cancellationToken },
        async (i, token) => await work(i, token).ConfigureAwait(false));
}
