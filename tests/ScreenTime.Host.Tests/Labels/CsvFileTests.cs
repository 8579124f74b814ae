using System.Diagnostics;
using System.Text;
using CsCheck;
using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Labels;

public sealed class CsvFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-csv-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("a,b\n1,2\n", "a|b;1|2")]
    [InlineData("a,b\r\n1,2\r\n", "a|b;1|2")]
    [InlineData("a,b\r1,2", "a|b;1|2")]
    [InlineData("\uFEFFa,b", "a|b")]
    [InlineData("a, b ,\tc", "a|b|c")]
    [InlineData("\n\n  \na\n\n", "a")]
    [InlineData("a,\n", "a|")]
    [InlineData(",", "|")]
    [InlineData("\"a,b\",\"say \"\"hi\"\"\"", "a,b|say \"hi\"")]
    [InlineData("\" spaces stay \" , b", " spaces stay |b")]
    [InlineData("\"two\nlines\",b\nc,d", "two\nlines|b;c|d")]
    [InlineData("5\" lens,b", "5\" lens|b")]
    [InlineData("\"\"", "")]
    [InlineData("", "")]
    public void Records_are_read_as_RFC_4180_has_them(string text, string expected) =>
        Assert.Equal(expected, string.Join(';', CsvFile.Parse(text, "x.csv").Select(row => string.Join('|', row.Fields))));

    [Fact]
    public void Rows_know_the_line_on_which_they_begin() =>
        Assert.Equal([1, 3, 6], CsvFile.Parse("a\r\n\r\n\"b\r\nb\r\n\"\r\nc", "x.csv").Select(row => row.Line));

    [Theory]
    [InlineData("a\n\"b\nc", "x.csv, line 2: a quote is not closed")]
    [InlineData("a\n\"b\"c", "x.csv, line 2: text follows a closing quote")]
    [InlineData("a\n\"b\" \"c\"", "x.csv, line 2: text follows a closing quote")]
    [InlineData("a\nb\0", "x.csv, line 2: it holds a zero byte: save it as UTF-8 text")]
    public void What_is_malformed_is_named_with_its_line(string text, string message)
    {
        var exception = Assert.Throws<UserException>(() => CsvFile.Parse(text, "x.csv"));

        Assert.Equal((ExitCode.InputInvalid, message), (exception.ExitCode, exception.Message));
    }

    [Fact]
    public void A_value_may_be_long_but_not_without_end()
    {
        Assert.Equal(65536, CsvFile.Parse(new string('a', 65536) + ",b", "x.csv")[0].Fields[0].Length);
        Refused(new string('a', 65537), "longer than 65536");
        Refused("\"" + new string('a', 65537), "longer than 65536");
        Refused("\"" + string.Concat(Enumerable.Repeat("\"\"", 65537)), "longer than 65536");
    }

    [Fact]
    public void Columns_and_rows_are_bounded()
    {
        Assert.Equal(1024, CsvFile.Parse(new string(',', 1023), "x.csv")[0].Fields.Count);
        Refused(new string(',', 1024), "more than 1024 columns");
        Refused(string.Concat(Enumerable.Repeat("a\n", 2_000_001)), "more than 2000000 rows");
    }

    [Fact]
    public void Quotes_inside_values_take_no_longer_than_letters()
    {
        var row = "a" + new string('"', 60_000) + "\n";
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(20, CsvFile.Parse(string.Concat(Enumerable.Repeat(row, 20)), "x.csv").Count);

        // 1.2 million characters: milliseconds, and half a minute when every quote looks through the value before it.
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
    }

    [Fact]
    public void Files_are_UTF_8_or_say_what_else_they_are()
    {
        Assert.Equal("Zoë", Read(Encoding.UTF8.GetBytes("Zoë"))[0].Fields[0]);
        Assert.Equal("Zoë", Read([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("Zoë")])[0].Fields[0]);
        Assert.Equal("Zoë", Read([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Zoë")])[0].Fields[0]);
        Assert.Contains("not UTF-8 text", Assert.Throws<UserException>(() => Read(Encoding.Latin1.GetBytes("Zoë"))).Message, StringComparison.Ordinal);
        Assert.Contains("zero byte", Assert.Throws<UserException>(() => Read(Encoding.Unicode.GetBytes("Zoe"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_or_too_large_is_not_read()
    {
        Assert.Equal(ExitCode.InputMissing, Assert.Throws<UserException>(() => CsvFile.Read(Path.Combine(_folder, "nothing.csv"))).ExitCode);
        var huge = Path.Combine(_folder, "huge.csv");
        using (var file = File.Create(huge))
            file.SetLength((256L << 20) + 1);
        Assert.Contains("larger than 256 MiB", Assert.Throws<UserException>(() => CsvFile.Read(huge)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_escaped_reads_as_it_was() =>
        Gen.String[Gen.Char["ab ,\"\r\n\t;é"], 0, 8].Array[1, 4].Array[1, 4]
            .Where(rows => rows.All(row => row.Length > 1 || row[0].Length > 0))
            .Sample(
                rows => Assert.Equal(
                    rows,
                    CsvFile.Parse(string.Join("\r\n", rows.Select(row => string.Join(',', row.Select(CsvFile.Escape)))), "x.csv").Select(row => row.Fields.ToArray())),
                iter: 5000);

    [Fact]
    public void Any_text_gives_records_or_a_sentence() =>
        Gen.String[Gen.Char["a,\"\r\n \0\uFEFF"], 0, 30].Sample(
            text =>
            {
                try
                {
                    Assert.All(CsvFile.Parse(text, "x.csv"), row => Assert.InRange(row.Line, 1, text.Length + 1));
                }
                catch (UserException exception)
                {
                    Assert.StartsWith("x.csv, line ", exception.Message, StringComparison.Ordinal);
                }
            },
            iter: 5000);

    private static void Refused(string text, string why) =>
        Assert.Contains(why, Assert.Throws<UserException>(() => CsvFile.Parse(text, "x.csv")).Message, StringComparison.Ordinal);

    private IReadOnlyList<CsvFile.Row> Read(byte[] bytes)
    {
        var path = Path.Combine(_folder, "file.csv");
        File.WriteAllBytes(path, bytes);
        return CsvFile.Read(path);
    }
}
