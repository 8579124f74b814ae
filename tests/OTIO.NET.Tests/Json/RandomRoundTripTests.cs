using CsCheck;

namespace OpenTimelineIO.Tests.Json;

public class RandomRoundTripTests
{
    [Fact]
    public void Whatever_is_written_reads_as_the_same_and_is_written_as_the_same_again() => Gen.Int.Sample(seed =>
    {
        var timeline = new RandomTimelines(seed).Next();
        var written = OtioJson.Write(timeline);
        var read = OtioJson.Read(written);
        Assert.True(timeline.IsEquivalentTo(read));
        Assert.Equal(written, OtioJson.Write(read));
        Assert.Equal(written, OtioJson.Write(timeline.Clone()));
    });

    [Fact]
    public void A_stream_and_a_text_and_one_line_give_the_same_timeline() => Gen.Int.Sample(seed =>
    {
        var timeline = new RandomTimelines(seed).Next();
        using var stream = new MemoryStream();
        OtioJson.Write(timeline, stream);
        Assert.Equal(OtioJson.Write(timeline), System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        stream.Position = 0;
        Assert.True(timeline.IsEquivalentTo(OtioJson.Read(stream)));
        Assert.True(timeline.IsEquivalentTo(OtioJson.Read(OtioJson.Write(timeline, new() { Indent = 0 }))));
    }, iter: 50);

    [Fact]
    public void However_others_write_it_a_document_reads_as_the_same() => Gen.Int.Sample(seed =>
    {
        var document = new RandomTimelines(seed).NextDocument();
        Assert.Equal(OtioJson.Write(document), OtioJson.Write(OtioJson.Read(new OddForms(seed).Of(document))));
    });

    [Fact]
    public void A_downgraded_timeline_keeps_all_ranges() => Gen.Int.Sample(seed =>
    {
        var timeline = new RandomTimelines(seed).Next();
        var older = OtioJson.Write(timeline, new() { Target = SchemaTarget.Otio014 });
        Assert.DoesNotContain("\"Clip.2\"", older, StringComparison.Ordinal);
        var read = OtioJson.Read<Timeline>(older);
        var (before, after) = (timeline.FindChildren<Item>().ToList(), read.FindChildren<Item>().ToList());
        Assert.Equal(before.Count, after.Count);
        for (var i = 0; i < before.Count; i++)
            Assert.Equal(before[i].RangeInParent(), after[i].RangeInParent());
    }, iter: 50);
}
