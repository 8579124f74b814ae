using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpenTimelineIO.Tests.Conformance;

/// <summary>
/// What OpenTimelineIO itself answered on the same random timelines and times (tests/reference/otio/otio.sh --record): ranges, transforms, neighbours, flattening,
/// trimming, written documents. One hash a timeline; where one differs, otio.sh shows which answer.
/// </summary>
public sealed class ReferenceAnswersTests
{
    private static readonly Dictionary<string, string> s_recorded = File
        .ReadLines(Path.Combine(AppContext.BaseDirectory, "Conformance", "reference-answers.txt"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' '))
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    [Fact]
    public void Random_timelines_have_the_references_ranges_and_documents()
    {
        var folder = Directory.CreateTempSubdirectory("otio-reference-").FullName;
        try
        {
            var different = new List<int>();
            for (var seed = 1; seed < s_recorded.Count; seed++)
            {
                var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{seed:000000}.otio"));
                OtioFile.Write(file, new RandomTimelines(seed, knownOnly: true, lost: true).Next());
                using var answers = new StringWriter { NewLine = "\n" };
                new FileAnswers(answers, edits: false).Of(file);
                var settled = answers.ToString().Split('\n').Where(line => !FileAnswers.IsDisputed(line));
                if (Hash(string.Join('\n', settled)) != s_recorded[seed.ToString(CultureInfo.InvariantCulture)])
                    different.Add(seed);
            }

            Assert.True(s_recorded.Count > 200, "answers are recorded");
            Assert.Empty(different);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Random_times_have_the_references_arithmetic_timecodes_and_relations()
    {
        using var answers = new StringWriter { NewLine = "\n" };
        TimeAnswers.Write(answers, 7, 5000);

        Assert.Equal(s_recorded["times"], Hash(answers.ToString()));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
