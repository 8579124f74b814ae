using System.Globalization;
using System.Text;
using OpenTimelineIO;
using OpenTimelineIO.Tests;

// Answers with OTIO.NET the questions that reference.cpp answers with OpenTimelineIO itself, in the same order.
// usage: otio-reference make FOLDER SEED N | files FOLDER | times SEED N | write FILE [0.14.0]
var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
switch (args)
{
    case ["make", var folder, var seed, var count]:
        Directory.CreateDirectory(folder);
        var first = int.Parse(seed, CultureInfo.InvariantCulture);
        for (var n = first; n < first + int.Parse(count, CultureInfo.InvariantCulture); n++)
            OtioFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{n:000000}.otio")), new RandomTimelines(n, knownOnly: true).Next());

        break;
    case ["files", var folder]:
        var answers = new FileAnswers(output, edits: true);
        foreach (var file in Directory.GetFiles(folder, "*.otio").Order(StringComparer.Ordinal))
            answers.Of(file);
        break;
    case ["times", var seed, var count]:
        TimeAnswers.Write(output, ulong.Parse(seed, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
        break;
    case ["write", var file, .. var target]:
        output.Write(OtioJson.Write(OtioFile.Read<Timeline>(file), new() { Target = target.Length > 0 ? SchemaTarget.Otio014 : SchemaTarget.Current }));
        break;
    default:
        Console.Error.WriteLine("usage: otio-reference make FOLDER SEED N | files FOLDER | times SEED N | write FILE [0.14.0]");
        return 2;
}

output.Flush();
return 0;
