namespace OpenTimelineIO.Fuzz;

/// <summary>One way into the library: what it is fed, where mutation starts, and what must hold for every input.</summary>
internal abstract class FuzzTarget
{
    /// <summary>All targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } = [new DocumentTarget(), new BundleTarget(), new TimeTarget()];

    /// <summary>What the command line calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Words that its inputs consist of.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>Small valid inputs.</summary>
    public abstract IReadOnlyList<byte[]> Seeds();

    /// <summary>
    /// Whether the input is valid. One that is not is refused with an <see cref="OtioException"/>, which is caught here; whatever else is thrown is a finding.
    /// </summary>
    public abstract bool Run(byte[] input);

    /// <summary>An input made from another.</summary>
    public virtual byte[] Mutated(byte[] input, Mutator mutator) => mutator.Mutated(input);

    protected static IReadOnlyList<byte[]> Files(string folder) =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus", folder)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>Asks something that may be refused.</summary>
    protected static void Quietly(Action ask)
    {
        try
        {
            ask();
        }
        catch (OtioException)
        {
        }
    }

    protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException(otherwise);
    }
}
