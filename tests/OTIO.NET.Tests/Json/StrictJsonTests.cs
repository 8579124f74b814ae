using System.Globalization;
using System.Text;
using CsCheck;

namespace OpenTimelineIO.Tests.Json;

public class StrictJsonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("{")]
    [InlineData("[1,2")]
    [InlineData("{\"a\":[1,2")]
    [InlineData("{\"a\":1}}")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("['x']")]
    [InlineData("[010]")]
    [InlineData("[0x10]")]
    [InlineData("[1.]")]
    [InlineData("[.5]")]
    [InlineData("[+1]")]
    [InlineData("[1e]")]
    [InlineData("[--1]")]
    [InlineData("[1e400]")]
    [InlineData("[nan]")]
    [InlineData("[undefined]")]
    [InlineData("[True]")]
    [InlineData("[new Date(5)]")]
    [InlineData("[1] // comment")]
    [InlineData("/* comment */ [1]")]
    [InlineData("[1\0]")]
    [InlineData("\0[1]")]
    [InlineData("[\"\u0001\"]")]
    [InlineData("[\"\n\"]")]
    [InlineData("[\"\\x\"]")]
    [InlineData("[\"\\u12G4\"]")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("[\"\\udc00\"]")]
    [InlineData("[\"\\ud800x\"]")]
    [InlineData("[\"open]")]
    [InlineData("\uFEFF[1]")]
    [InlineData("[1\u00A0]")]
    [InlineData("]")]
    [InlineData("{\"a\":1]")]
    [InlineData("[1}")]
    [InlineData("[-]")]
    [InlineData("[-010]")]
    [InlineData("[00]")]
    [InlineData("[1e+]")]
    [InlineData("[0b1]")]
    [InlineData("[0o7]")]
    [InlineData("[1f]")]
    [InlineData("[1_000]")]
    [InlineData("[1 2]")]
    [InlineData("[1;2]")]
    [InlineData("[\"a\"\"b\"]")]
    [InlineData("[,]")]
    [InlineData("[1,,2]")]
    [InlineData("{\"a\":1 \"b\":2}")]
    [InlineData("{\"a\":1,,\"b\":2}")]
    [InlineData("{,}")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":undefined}")]
    [InlineData("{1:2}")]
    [InlineData("{null:1}")]
    [InlineData("{\"a\":'x'}")]
    [InlineData("[\"a\\\'b\"]")]
    [InlineData("[#]")]
    [InlineData("[1] # comment")]
    [InlineData("[1]/**/")]
    [InlineData("[NaN1]")]
    [InlineData("[Infinity]x")]
    [InlineData("[INF]")]
    [InlineData("[infinity]")]
    [InlineData("[-nan]")]
    [InlineData("[new Object()]")]
    [InlineData("[\"a\u0000b\"")]
    [InlineData("[null\0]")]
    public void What_is_not_strict_JSON_is_refused(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Assert.Equal(OtioError.MalformedJson, Assert.Throws<OtioException>(() => OtioJson.ReadValue(stream)).Error);
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_refused()
    {
        using var stream = new MemoryStream([(byte)'[', (byte)'"', 0xE9, (byte)'"', (byte)']']);
        Assert.Equal(OtioError.MalformedJson, Assert.Throws<OtioException>(() => OtioJson.ReadValue(stream)).Error);
    }

    [Fact]
    public void The_line_of_a_mistake_is_told()
    {
        using var stream = new MemoryStream("{\n  \"a\": 1,\n  \"b\": 0x1\n}"u8.ToArray());
        var error = Assert.Throws<OtioException>(() => OtioJson.ReadValue(stream));
        Assert.Equal(3, error.Line);
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Inf", double.PositiveInfinity)]
    [InlineData("-Inf", double.NegativeInfinity)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    [InlineData("NaN", double.NaN)]
    [InlineData("1e3", 1000.0)]
    [InlineData("9223372036854775808", 9223372036854775808.0)]
    [InlineData("-0.0", -0.0)]
    public void Numbers_that_are_doubles_read_as_doubles(string text, double expected)
    {
        var value = ReadElement(text);
        Assert.Equal(MetadataKind.Double, value.Kind);
        Assert.True(value.TryGetDouble(out var number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Numbers_that_are_integers_read_as_integers(string text, long expected)
    {
        Assert.True(ReadElement(text).TryGetInteger(out var number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData(24, "24.0")]
    [InlineData(0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e21, "1e21")]
    [InlineData(1e20, "100000000000000000000.0")]
    [InlineData(1.5e20, "150000000000000000000.0")]
    [InlineData(1.5e21, "1.5e21")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(1.25e-7, "1.25e-7")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(29.97002997002997, "29.97002997002997")]
    [InlineData(double.MaxValue, "1.7976931348623157e308")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(23.976023976023978, "23.976023976023978")]
    [InlineData(819.1666666666666, "819.1666666666666")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014e-308")]
    public void Doubles_are_written_in_the_references_form(double value, string text)
    {
        var written = OtioJson.Write(new SerializableObjectWithMetadata { Metadata = new() { ["x"] = value } }, new() { Indent = 0 });
        Assert.Contains($"\"x\":{text}}}", written, StringComparison.Ordinal);
    }

    [Fact]
    public void Nearly_all_doubles_are_written_as_the_shortest_text()
    {
        int longer = 0, all = 0;
        Gen.Double[1e-5, 1e9].Sample(value =>
        {
            var written = OtioJson.Write(new SerializableObjectWithMetadata { Metadata = new() { ["x"] = value } }, new() { Indent = 0 });
            var shortest = value.ToString("R", CultureInfo.InvariantCulture);
            Interlocked.Increment(ref all);
            if (!shortest.Contains('E') && !written.Contains($"\"x\":{shortest}", StringComparison.Ordinal))
                Interlocked.Increment(ref longer);
        }, iter: 10_000);
        Assert.InRange(longer, 0, all / 100);
    }

    [Fact]
    public void Every_double_comes_back_the_same() => Gen.Double.Sample(value =>
    {
        var written = OtioJson.Write(new SerializableObjectWithMetadata { Metadata = new() { ["x"] = value } });
        OtioJson.Read<SerializableObjectWithMetadata>(written).Metadata.TryGetDouble("x", out var read);
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
    });

    [Fact]
    public void Only_quotes_backslashes_and_control_characters_are_escaped()
    {
        var value = new SerializableObjectWithMetadata { Name = "a/é\u2028\u007f\"\\\n\u0001\u001f😀" };
        Assert.Contains("\"name\": \"a/é\u2028\u007f\\\"\\\\\\n\\u0001\\u001F😀\"", OtioJson.Write(value), StringComparison.Ordinal);
        Assert.Equal(value.Name, OtioJson.Read<SerializableObjectWithMetadata>(OtioJson.Write(value)).Name);
    }

    [Theory]
    [InlineData("2024-01-02T03:04:05Z")]
    [InlineData("2024-01-02T03:04:05.678+09:00")]
    [InlineData("/Date(1700000000000)/")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0x10")]
    [InlineData("null")]
    public void A_text_that_looks_like_something_else_stays_a_text(string text)
    {
        Assert.True(ReadElement($"\"{text}\"").TryGetString(out var read));
        Assert.Equal(text, read);
        var value = new SerializableObjectWithMetadata { Name = text };
        Assert.Contains($"\"name\": \"{text}\"", OtioJson.Write(value), StringComparison.Ordinal);
        Assert.Equal(text, OtioJson.Read<SerializableObjectWithMetadata>(OtioJson.Write(value)).Name);
    }

    [Theory]
    [InlineData("18446744073709551615", 18446744073709551615.0)]
    [InlineData("18446744073709551616", 18446744073709551616.0)]
    [InlineData("-9223372036854775809", -9223372036854775809.0)]
    [InlineData("100000000000000000000000000000000000000000", 1e41)]
    public void Integers_beyond_64_bits_read_as_doubles(string text, double expected)
    {
        var value = ReadElement(text);
        Assert.Equal(MetadataKind.Double, value.Kind);
        Assert.True(value.TryGetDouble(out var number));
        Assert.Equal(expected, number);
    }

    [Fact]
    public void Nesting_that_Newtonsoft_alone_refuses_is_read()
    {
        const int Depth = 900;
        var text = string.Concat(Enumerable.Repeat("[", Depth)) + string.Concat(Enumerable.Repeat("]", Depth));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var depth = 0;
        for (var value = OtioJson.ReadValue(stream); value.TryGetList(out var list); value = list.FirstOrDefault())
            depth++;
        Assert.Equal(Depth, depth);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_an_error_when_written()
    {
        var value = new SerializableObjectWithMetadata { Name = "\ud800" };
        Assert.Equal(OtioError.MalformedJson, Assert.Throws<OtioException>(() => OtioJson.Write(value, new MemoryStream())).Error);
    }

    [Fact]
    public void Of_a_name_that_comes_twice_the_first_value_counts()
    {
        var read = OtioJson.Read<SerializableObjectWithMetadata>("""{"name": "a", "name": "b", "OTIO_SCHEMA": "SerializableObjectWithMetadata.1"}""");
        Assert.Equal("a", read.Name);
    }

    [Fact]
    public void Metadata_is_written_in_the_order_of_its_bytes()
    {
        var value = new SerializableObjectWithMetadata { Metadata = new() { ["b"] = 1, ["\uE000"] = 2, ["😀"] = 3, ["B"] = 4, ["a"] = 5 } };
        var written = OtioJson.Write(value, new() { Indent = 0 });
        Assert.Contains("{\"B\":4,\"a\":5,\"b\":1,\"\uE000\":2,\"😀\":3}", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_culture_with_a_decimal_comma_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new() { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            var clip = new Clip("c", sourceRange: new(-1.5, 2.5, 24));
            Assert.True(clip.IsEquivalentTo(OtioJson.Read(OtioJson.Write(clip))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static MetadataValue ReadElement(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($"[{text}]"));
        Assert.True(OtioJson.ReadValue(stream).TryGetList(out var list));
        return Assert.Single(list);
    }
}
