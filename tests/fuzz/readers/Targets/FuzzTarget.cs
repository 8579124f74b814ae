using OpenTimelineIO;
using ScreenTime.Sdk;

namespace ScreenTime.Fuzz;

/// <summary>One way into the product: what it is fed, where mutation starts, and what must hold for every input.</summary>
internal abstract class FuzzTarget
{
    /// <summary>All targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } = [new DocumentTarget(), new BundleTarget(), new TimeTarget(), .. TimelineTarget.All, .. FileTarget.All];

    /// <summary>What the command line calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Words that its inputs consist of.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    /// <summary>The bytes of the longest input.</summary>
    public virtual int MaxLength => 20_000;

    /// <summary>No input may make the product allocate more bytes, garbage included.</summary>
    public virtual long MostAllocated => 256 << 20;

    /// <summary>Small valid inputs.</summary>
    public abstract IReadOnlyList<byte[]> Seeds();

    /// <summary>
    /// Whether the input is valid. One that is not is refused with an <see cref="OtioException"/> or, above the library, a <see cref="UserException"/>, which is caught here; whatever else
    /// is thrown is a finding.
    /// </summary>
    public abstract bool Run(byte[] input);

    /// <summary>An input made from another.</summary>
    public virtual byte[] Mutated(byte[] input, Mutator mutator) => mutator.Mutated(input);

    protected static IReadOnlyList<byte[]> Files(string folder, string pattern = "*") =>
        Path.Combine(AppContext.BaseDirectory, "corpus", folder) is var path && Directory.Exists(path) ? [.. Directory.GetFiles(path, pattern).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)] : [];

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

    /// <summary>A refusal is one sentence for a user, with a documented exit code.</summary>
    protected static void RequireSentence(UserException refusal)
    {
        var message = refusal.Message;
        Require(message.Length is > 10 and <= 2000, $"a refusal of {message.Length} characters: {message[..Math.Min(300, message.Length)]}");
        Require(!message.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029'), $"a refusal that is no one line: {message.ReplaceLineEndings("⏎")}");
        Require(!message.Contains("Exception", StringComparison.Ordinal) && !message.Contains("   at ", StringComparison.Ordinal) && !message.Contains("Parameter '", StringComparison.Ordinal), $"a refusal that is no sentence: {message}");
        Require(Enum.IsDefined(refusal.ExitCode) && refusal.ExitCode is not (ExitCode.Success or ExitCode.InternalError), $"a refusal with exit code {refusal.ExitCode}");
    }

    protected static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidOperationException(otherwise);
    }
}
