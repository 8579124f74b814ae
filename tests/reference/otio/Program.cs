using System.Globalization;
using System.Text;
using OpenTimelineIO;
using OpenTimelineIO.Tests;

// Answers with OTIO.NET the questions that reference.cpp answers with OpenTimelineIO itself, in the same order.
// usage: otio-reference make FOLDER SEED N | make-documents FOLDER SEED N | files FOLDER | times SEED N | write FILE [0.14.0] | rewrite FROM TO [0.14.0] | equivalent FOLDER FOLDER
var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
switch (args)
{
    case ["make", var folder, var seed, var count]:
        Directory.CreateDirectory(folder);
        var first = int.Parse(seed, CultureInfo.InvariantCulture);
        for (var n = first; n < first + int.Parse(count, CultureInfo.InvariantCulture); n++)
            OtioFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{n:000000}.otio")), new RandomTimelines(n, knownOnly: true, lost: true).Next());

        break;
    case ["make-documents", var folder, var seed, var count]:
        Directory.CreateDirectory(folder);
        for (var n = int.Parse(seed, CultureInfo.InvariantCulture); n < int.Parse(seed, CultureInfo.InvariantCulture) + int.Parse(count, CultureInfo.InvariantCulture); n++)
        {
            var document = new RandomTimelines(n, knownOnly: true, lost: true).NextDocument();
            // Half of them as OTIO.NET writes, half as others may have written.
            File.WriteAllText(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{n:000000}.otio")), n % 2 == 0 ? OtioJson.Write(document) : new OddForms(n).Of(document));
        }

        break;
    case ["rewrite", var from, var to, .. var target]:
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*.otio"))
            OtioFile.Write(Path.Combine(to, Path.GetFileName(file)), OtioFile.Read(file), new() { Target = target.Length > 0 ? SchemaTarget.Named(target[0]) : SchemaTarget.Current });
        break;
    case ["equivalent", var folder, var other]:
        foreach (var file in Directory.GetFiles(folder, "*.otio").Order(StringComparer.Ordinal))
            output.WriteLine($"{Path.GetFileName(file)} {Answer.Text(OtioFile.Read(file).IsEquivalentTo(OtioFile.Read(Path.Combine(other, Path.GetFileName(file)))))}");
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
        Console.Error.WriteLine("usage: otio-reference make FOLDER SEED N | make-documents FOLDER SEED N | files FOLDER | times SEED N | write FILE [0.14.0] | rewrite FROM TO [0.14.0] | equivalent FOLDER FOLDER");
        return 2;
}

output.Flush();
return 0;
