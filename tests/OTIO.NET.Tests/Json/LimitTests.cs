using System.Diagnostics;
using System.Text;

namespace OpenTimelineIO.Tests.Json;

/// <summary>Files made to harm: each gives one clear exception, soon and without much memory.</summary>
public class LimitTests
{
    [Theory]
    [InlineData("[", 10_000)]
    [InlineData("[", 1_000_000)]
    [InlineData("{\"a\":", 1_000_000)]
    [InlineData("{\"OTIO_SCHEMA\":\"Stack.1\",\"children\":[", 100_000)]
    public void Nesting_beyond_the_limit_is_refused(string opening, int depth)
    {
        var text = new StringBuilder().Insert(0, opening, depth).ToString();
        Refused(() => OtioJson.Read(text), "nested deeper than 1000 levels");
    }

    [Fact]
    public void A_file_beyond_the_size_limit_is_refused_before_it_is_read()
    {
        using var stream = new EndlessStream(knownLength: 2L << 30);
        Refused(() => OtioJson.Read(stream), "2147483648 bytes");
        Assert.Equal(0, stream.BytesRead);
    }

    [Fact]
    public void An_endless_stream_is_refused_at_the_size_limit()
    {
        using var stream = new EndlessStream(knownLength: null);
        Refused(() => OtioJson.Read(stream, new() { MaxBytes = 10 << 20 }), "larger than 10485760 bytes");
    }

    [Fact]
    public void A_long_text_is_refused() =>
        Refused(() => OtioJson.Read($"[\"{new string('a', 2000)}\"]", new() { MaxStringLength = 1999 }), "longer than 1999 characters");

    [Fact]
    public void A_long_number_is_refused() => Refused(() => OtioJson.Read($"[{new string('1', 10_000_000)}]"), "a number is longer");

    [Fact]
    public void Many_values_are_refused() =>
        Refused(() => OtioJson.Read($"[{string.Join(',', Enumerable.Repeat("0", 2000))}]", new() { MaxValues = 2000 }), "more than 2000 values");

    [Fact]
    public void What_reaches_a_limit_is_read_and_what_passes_it_by_one_is_not()
    {
        // 2 levels, texts of 3 characters, 7 values: a map, two names, a list, what it holds, and 2.
        const string Text = """{"aé":["tré",1],"b":2}""";
        OtioReadOptions[] limits =
        [
            new() { MaxDepth = 2 }, new() { MaxBytes = Encoding.UTF8.GetByteCount(Text) }, new() { MaxStringLength = 3 }, new() { MaxValues = 7 },
        ];
        OtioReadOptions[] less =
        [
            new() { MaxDepth = 1 }, new() { MaxBytes = Encoding.UTF8.GetByteCount(Text) - 1 }, new() { MaxStringLength = 2 }, new() { MaxValues = 6 },
        ];
        foreach (var options in limits)
            Assert.Equal(OtioError.NotAnObject, Assert.Throws<OtioException>(() => OtioJson.Read(Text, options)).Error);
        foreach (var options in less)
            Assert.Equal(OtioError.LimitExceeded, Assert.Throws<OtioException>(() => OtioJson.Read(Text, options)).Error);
    }

    [Fact]
    public void What_would_be_nested_too_deep_is_not_written()
    {
        var stack = new Stack { Children = { new Stack() } };
        Assert.Equal(OtioError.LimitExceeded, Assert.Throws<OtioException>(() => OtioJson.Write(stack, new() { MaxDepth = 3 })).Error);
        Assert.Equal(OtioError.LimitExceeded, Assert.Throws<OtioException>(() => OtioJson.Read(OtioJson.Write(stack), new() { MaxDepth = 3 })).Error);
        Assert.True(stack.IsEquivalentTo(OtioJson.Read(OtioJson.Write(stack, new() { MaxDepth = 4 }), new() { MaxDepth = 4 })));
    }

    [Fact]
    public void What_is_nested_as_deep_as_allowed_is_read_cloned_compared_and_written_on_a_small_stack()
    {
        var text = new StringBuilder();
        const int Compositions = 499;
        for (var i = 0; i < Compositions; i++)
            text.Append("""{"OTIO_SCHEMA":"Stack.1","children":[""");
        text.Append("""{"OTIO_SCHEMA":"Gap.1","source_range":{"OTIO_SCHEMA":"TimeRange.1","duration":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":7},"start_time":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":0}}}""");
        text.Insert(text.Length, "]}", Compositions);
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                var stack = OtioJson.Read<Stack>(text.ToString(), new() { MaxDepth = 1100 });
                var clone = stack.DeepClone();
                Assert.True(stack.IsEquivalentTo(clone));
                Assert.True(stack.IsEquivalentTo(OtioJson.Read(OtioJson.Write(clone, new() { MaxDepth = 1100 }), new() { MaxDepth = 1100 })));
                Assert.Equal(7, stack.Duration().Value);
                Assert.Single(stack.FindChildren<Gap>());
            }
            catch (Exception e)
            {
                failure = e;
            }
        }, maxStackSize: 1 << 20);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }

    [Fact]
    public void A_million_levels_in_memory_end_in_an_exception_or_a_result_but_not_in_a_crash()
    {
        var metadata = new Metadata();
        var innermost = metadata;
        for (var i = 0; i < 1_000_000; i++)
            innermost["a"] = innermost = new Metadata();
        var value = new SerializableObjectWithMetadata { Metadata = metadata };
        Assert.True(value.IsEquivalentTo(value.Clone()));
        Assert.Equal(OtioError.LimitExceeded, Assert.Throws<OtioException>(() => OtioJson.Write(value)).Error);

        var top = new Stack();
        for (var i = 0; i < 200_000; i++)
            top = new Stack { Children = { top } };
        Assert.Equal(OtioError.LimitExceeded, Assert.Throws<OtioException>(() => top.Duration()).Error);
        Assert.Equal(200_000, top.FindChildren<Stack>().Count());
    }

    [Fact]
    public void An_object_that_contains_itself_is_refused_when_written_or_cloned()
    {
        var value = new SerializableObjectWithMetadata();
        value.Metadata["self"] = value;
        Assert.Equal(OtioError.Cycle, Assert.Throws<OtioException>(() => OtioJson.Write(value)).Error);
        Assert.Equal(OtioError.Cycle, Assert.Throws<OtioException>(() => value.Clone()).Error);
        var other = new SerializableObjectWithMetadata();
        other.Metadata["self"] = other;
        Assert.True(value.IsEquivalentTo(other));
    }

    [Fact]
    public void One_medium_in_two_places_is_no_cycle()
    {
        var media = new ExternalReference("a.mov", new(0, 100, 24));
        var track = new Track { Children = { new Clip("a", media), new Clip("b", media) } };
        Assert.True(track.IsEquivalentTo(OtioJson.Read(OtioJson.Write(track))));
    }

    private static void Refused(Action read, string why)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<OtioException>(read);
        Assert.Equal(OtioError.LimitExceeded, error.Error);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    /// <summary>A list of zeros without end.</summary>
    private sealed class EndlessStream(long? knownLength) : Stream
    {
        public long BytesRead { get; private set; }

        public override bool CanRead => true;
        public override bool CanSeek => knownLength is not null;
        public override bool CanWrite => false;
        public override long Length => knownLength ?? throw new NotSupportedException();
        public override long Position { get => BytesRead; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++)
                buffer[offset + i] = BytesRead + i == 0 ? (byte)'[' : (byte)' ';
            BytesRead += count;
            return count;
        }

        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
