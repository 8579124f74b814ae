using System.Globalization;
using ScreenTime.Exporters.Report.Pdf;

namespace ScreenTime.Exporters.Tests.Report.Pdf;

public sealed class BidiOrderTests
{
    private const string Conformance = "/usr/share/unicode/BidiCharacterTest.txt";

    [Fact]
    public void Every_line_of_Unicodes_own_test_without_explicit_marks_is_ordered_as_it_says()
    {
        if (!File.Exists(Conformance))
            Assert.Skip($"needs {Conformance} (Debian's unicode-data)");
        var (lines, passed) = (0, 0);
        foreach (var line in File.ReadLines(Conformance))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var fields = line.Split(';');
            var text = fields[0].Split(' ').Select(hex => int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToList();
            // Direction marks are taken out of everything that is set, so these lines are none of its business.
            if (text.Any(codePoint => BidiData.ClassOf(codePoint) is >= BidiClass.LRE))
                continue;
            lines++;
            var baseLevel = fields[1] == "2" ? BidiOrder.BaseLevel(text) : int.Parse(fields[1], CultureInfo.InvariantCulture);
            var levels = BidiOrder.Levels(text, baseLevel);
            var expected = fields[3].Split(' ');
            var kept = Enumerable.Range(0, text.Count).Where(i => expected[i] != "x").ToList();
            var order = BidiOrder.Visual(kept.ConvertAll(i => levels[i])).Select(i => kept[i]);
            if (kept.TrueForAll(i => levels[i] == int.Parse(expected[i], CultureInfo.InvariantCulture)) && string.Join(' ', order) == fields[4])
                passed++;
        }

        Assert.True(lines > 50_000, $"{lines} lines");
        Assert.Equal(lines, passed);
    }

    [Theory]
    [InlineData("abc אבג 12", "abc 12 גבא")]
    [InlineData("אבג 12:30 abc", "abc 12:30 גבא")]
    [InlineData("(אבג)", "(גבא)")]
    public void Hebrew_and_numbers_come_out_as_they_are_read(string text, string seen)
    {
        var points = text.EnumerateRunes().Select(rune => rune.Value).ToList();
        var levels = BidiOrder.Levels(points, BidiOrder.BaseLevel(points));
        var shown = BidiOrder.Visual(levels).Select(i => levels[i] % 2 == 1 ? Mirror(points[i]) : points[i]);

        Assert.Equal(seen, string.Concat(shown.Select(char.ConvertFromUtf32)));

        static int Mirror(int point) => BidiData.ClosingOf(point) ?? BidiData.OpeningOf(point) ?? point;
    }
}
