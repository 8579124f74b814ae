using System.Globalization;
using ScreenTime.Fuzz;
using SharpFuzz;

// See ../README.md.
Coverage.Open();
switch (args)
{
    case ["copy", var folder]:
        Instrumented.CopyTo(folder);
        return 0;
    case ["afl", var name]:
        var fed = Named(name);
        Fuzzer.OutOfProcess.Run(stream => fed.Run(ReadAll(stream)));
        return 0;
    case ["once", var name, .. var files]:
        foreach (var file in files)
            Console.WriteLine($"{file}: {(Named(name).Run(File.ReadAllBytes(file)) ? "valid" : "refused")}");
        return 0;
    case ["run", var names, var time, var seed, var current]:
        return FuzzRun.Run([.. names.Split(',').Select(Named)], Number(time), (int)Number(seed), current) ? 0 : FuzzRun.FindingExitCode;
    case [var time]:
        return Supervisor.Run(FuzzTarget.All, Number(time), 1) ? 0 : 1;
    case [var time, var seed, .. var names]:
        return Supervisor.Run(names.Length == 0 ? FuzzTarget.All : [.. names.Select(Named)], Number(time), (int)Number(seed)) ? 0 : 1;
    default:
        Console.Error.WriteLine($"usage: ReaderFuzz SECONDS [SEED [TARGET …]] | once TARGET FILE … | copy FOLDER | afl TARGET\ntargets: {string.Join(' ', FuzzTarget.All.Select(target => target.Name))}");
        return 2;
}

static FuzzTarget Named(string name) => FuzzTarget.All.Single(target => target.Name == name);

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

static byte[] ReadAll(Stream stream)
{
    using var copy = new MemoryStream();
    stream.CopyTo(copy);
    return copy.ToArray();
}
