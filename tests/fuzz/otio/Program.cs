using System.Diagnostics;
using System.Globalization;
using OpenTimelineIO.Fuzz;
using SharpFuzz;

// Under afl-fuzz (the assembly instrumented with the sharpfuzz tool):  afl-fuzz -i corpus -o findings dotnet OtioFuzz.dll
// By itself, for a bounded time, mutating the corpus:                  dotnet run -c Release --project tests/fuzz/otio -- SECONDS [SEED]
if (args.Length == 0)
{
    Fuzzer.OutOfProcess.Run(stream => OtioTarget.Run(ReadAll(stream)));
    return 0;
}

var seconds = double.Parse(args[0], CultureInfo.InvariantCulture);
var seed = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1;
var corpus = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "corpus")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
var mutator = new Mutator(corpus, seed);
var watch = Stopwatch.StartNew();
long runs = 0, accepted = 0;
while (watch.Elapsed.TotalSeconds < seconds)
{
    var input = mutator.Next();
    var started = watch.Elapsed;
    try
    {
        if (OtioTarget.Run(input))
        {
            accepted++;
            mutator.Keep(input);
        }
    }
    catch (Exception e)
    {
        var file = Path.GetFullPath($"otio-crash-{seed}-{runs}.otio");
        File.WriteAllBytes(file, input);
        Console.Error.WriteLine($"{file}: {e}");
        return 1;
    }
    if (watch.Elapsed - started > TimeSpan.FromSeconds(5))
    {
        Console.Error.WriteLine($"run {runs} took {watch.Elapsed - started}");
        return 1;
    }
    runs++;
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"{runs} inputs in {watch.Elapsed.TotalSeconds:0} s, {accepted} of them valid, seed {seed}: nothing but OtioException"));
return 0;

static byte[] ReadAll(Stream stream)
{
    using var copy = new MemoryStream();
    stream.CopyTo(copy);
    return copy.ToArray();
}
