using CsCheck;

namespace OpenTimelineIO.Tests.Json;

/// <summary>One object in several places of a file: <c>OTIO_REF_ID</c> and <c>SerializableObjectRef.1</c>.</summary>
public class ObjectReferenceTests
{
    private const string Media = """{"OTIO_SCHEMA": "ExternalReference.1", "OTIO_REF_ID": "ExternalReference-1", "target_url": "a.mov"}""";
    private const string ToMedia = """{"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "ExternalReference-1"}""";

    [Theory]
    [InlineData(Media, ToMedia)]
    [InlineData(ToMedia, Media)]
    public void A_reference_is_the_object_that_it_names_whether_before_or_after_it(string first, string second)
    {
        var track = OtioJson.Read<Track>($$"""{"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [{{Clip("a", first)}}, {{Clip("b", second)}}]}""");
        var media = track.FindClips().Select(clip => clip.MediaReference).ToList();
        Assert.Equal("a.mov", Assert.IsType<ExternalReference>(media[0]).TargetUrl);
        Assert.Same(media[0], media[1]);
    }

    [Fact]
    public void A_reference_inside_metadata_resolves_too()
    {
        var read = OtioJson.Read<SerializableObjectWithMetadata>($$"""
            {"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "metadata": {"list": [[{{ToMedia}}], {"map": {{Media}} }]} }
            """);
        Assert.True(read.Metadata.TryGetList("list", out var list));
        Assert.True(list[0].TryGetList(out var inner) && inner[0].TryGetObject<ExternalReference>(out var byReference) && list[1].TryGetMap(out var map)
            && map["map"].TryGetObject<ExternalReference>(out var itself) && ReferenceEquals(byReference, itself));
    }

    [Fact]
    public void References_of_references_resolve()
    {
        var read = OtioJson.Read<SerializableCollection>($$"""
            {"OTIO_SCHEMA": "SerializableCollection.1", "children": [
                {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "clip"},
                {{Clip("a", ToMedia).Replace("Clip.2\"", "Clip.2\", \"OTIO_REF_ID\": \"clip\"", StringComparison.Ordinal)}},
                {{Media}}]}
            """);
        Assert.Same(read.Children[0], read.Children[1]);
        Assert.Same(((Clip)read.Children[0]).MediaReference, read.Children[2]);
    }

    [Fact]
    public void An_object_in_two_places_is_written_in_both_without_ids_as_the_reference_writes_it()
    {
        var track = OtioJson.Read<Track>($$"""{"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [{{Clip("a", Media)}}, {{Clip("b", ToMedia)}}]}""");
        var written = OtioJson.Write(track);
        Assert.DoesNotContain("OTIO_REF_ID", written, StringComparison.Ordinal);
        Assert.DoesNotContain("SerializableObjectRef", written, StringComparison.Ordinal);
        Assert.Equal(2, written.Split("\"a.mov\"").Length - 1);
        Assert.True(track.IsEquivalentTo(OtioJson.Read(written)));
    }

    [Fact]
    public void An_id_of_an_unknown_schema_is_an_id_too()
    {
        var read = OtioJson.Read<SerializableCollection>("""
            {"OTIO_SCHEMA": "SerializableCollection.1", "children": [
                {"OTIO_SCHEMA": "Nobody.3", "OTIO_REF_ID": "n", "x": 1}, {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "n"}]}
            """);
        Assert.Same(read.Children[0], read.Children[1]);
        Assert.Equal(["x"], Assert.IsType<UnknownSchema>(read.Children[0]).Data.Keys);
    }

    [Fact]
    public void An_unknown_id_is_an_error_with_its_place()
    {
        var error = Refused("""
            {"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "metadata": {"a": [1,
                {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "nobody"}]}}
            """, OtioError.UnresolvedReference);
        Assert.Equal("metadata.a[1]", error.DocumentPath);
        Assert.Equal(2, error.Line);
        Assert.Contains("'nobody'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"OTIO_SCHEMA": "SerializableObjectRef.1"}""")]
    [InlineData("""{"OTIO_SCHEMA": "SerializableObjectRef.1", "id": 1}""")]
    [InlineData("""{"OTIO_SCHEMA": "SerializableObjectRef.1", "id": ""}""")]
    [InlineData("""[{"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "nobody"}]""")]
    public void A_reference_without_object_is_an_error(string text) => Refused(text, OtioError.UnresolvedReference);

    [Fact]
    public void An_id_that_comes_twice_is_an_error() => Refused($"""[{Media}, {Media}]""", OtioError.DuplicateReference);

    [Fact]
    public void An_id_that_is_no_text_is_an_error() => Refused("""{"OTIO_SCHEMA": "Gap.1", "OTIO_REF_ID": 1}""", OtioError.WrongType);

    [Theory]
    [InlineData("""{"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "OTIO_REF_ID": "a", "metadata": {"self": {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "a"}}}""")]
    [InlineData("""
        [{"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "OTIO_REF_ID": "a", "metadata": {"b": {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "b"}}},
         {"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "OTIO_REF_ID": "b", "metadata": {"a": {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "a"}}}]
        """)]
    public void An_object_that_contains_itself_by_reference_is_an_error(string text) => Refused(text, OtioError.Cycle);

    [Fact]
    public void A_child_of_two_compositions_is_an_error()
    {
        const string Tracks = """
            {"OTIO_SCHEMA": "Stack.1", "children": [
                {"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [{"OTIO_SCHEMA": "Gap.1", "OTIO_REF_ID": "gap"}]},
                {"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [{"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "gap"}]}]}
            """;
        Assert.Equal("children[1].children", Refused(Tracks, OtioError.AlreadyHasParent).DocumentPath);
    }

    [Fact]
    public void A_reference_to_an_object_of_another_class_is_an_error() =>
        Refused($"""[{Media}, {Clip("a", """{"OTIO_SCHEMA": "Gap.1"}""")}]""", OtioError.WrongType);

    [Fact]
    public void A_few_lines_that_stand_for_more_values_than_allowed_are_refused()
    {
        var objects = Enumerable.Range(0, 60).Select(i => i == 0
            ? """{"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "OTIO_REF_ID": "0"}"""
            : $$"""
              {"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "OTIO_REF_ID": "{{i}}", "metadata":
                {"a": {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "{{i - 1}}"}, "b": {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "{{i - 1}}"} } }
              """);
        Assert.Contains("when each reference is replaced", Refused($"[{string.Join(',', objects)}]", OtioError.LimitExceeded).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void References_nested_deeper_than_allowed_are_refused()
    {
        var objects = Enumerable.Range(0, 100_000).Select(i => $$"""
            {"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "OTIO_REF_ID": "{{i}}", "metadata": {"a": {"OTIO_SCHEMA": "SerializableObjectRef.1", "id": "{{i + 1}}"} } }
            """).Append("""{"OTIO_SCHEMA": "SerializableObjectWithMetadata.1", "OTIO_REF_ID": "100000"}""");
        Assert.Contains("nested deeper than 1000", Refused($"[{string.Join(',', objects)}]", OtioError.LimitExceeded).Message, StringComparison.Ordinal);
    }

    /// <summary>Objects that hold others by reference, written in any order; each stands once with its id, at one of its places.</summary>
    [Fact]
    public void Any_web_of_references_without_a_cycle_reads_as_the_objects_it_names_and_one_with_a_cycle_is_refused() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        var count = random.Next(1, 12);
        var holds = Enumerable.Range(0, count).Select(i => Enumerable.Range(0, i == 0 ? 0 : random.Next(4)).Select(_ => random.Next(i)).ToList()).ToList();
        if (random.Next(4) == 0)
            holds[random.Next(count)].Add(random.Next(count));

        var expected = new Dictionary<int, SerializableObjectWithMetadata>();
        var isCyclic = !Enumerable.Range(0, count).All(i => TryMake(i, []));
        var order = Enumerable.Range(0, count).ToArray();
        random.Shuffle(order);
        var text = $$"""{"OTIO_SCHEMA": "SerializableCollection.1", "children": [{{string.Join(", ", order.Select(Object))}}]}""";
        if (isCyclic)
        {
            Refused(text, OtioError.Cycle);
            return;
        }
        var read = OtioJson.Read<SerializableCollection>(text).Children.Cast<SerializableObjectWithMetadata>().ToList();
        for (var i = 0; i < count; i++)
        {
            Assert.True(expected[order[i]].IsEquivalentTo(read[i]));
            Assert.True(read[i].Metadata.TryGetList("holds", out var list));
            Assert.Equal(holds[order[i]].Select(held => read[Array.IndexOf(order, held)]), list.Select(value => value.TryGetObject<SerializableObject>(out var held) ? held : null), ReferenceEqualityComparer.Instance);
        }

        string Object(int i) => $$"""
            {"name": "{{i}}", "metadata": {"holds": [{{string.Join(", ", holds[i].Select(held => $$"""{"id": "{{held}}", "OTIO_SCHEMA": "SerializableObjectRef.1"}"""))}}]}, "OTIO_REF_ID": "{{i}}", "OTIO_SCHEMA": "SerializableObjectWithMetadata.1"}
            """;

        bool TryMake(int i, HashSet<int> above)
        {
            if (expected.ContainsKey(i))
                return true;
            if (!above.Add(i) || !holds[i].TrueForAll(held => TryMake(held, above)))
                return false;
            above.Remove(i);
            expected[i] = new() { Name = $"{i}", Metadata = new() { ["holds"] = new MetadataList(holds[i].Select(held => (MetadataValue)expected[held])) } };
            return true;
        }
    }, iter: 2000);

    private static string Clip(string name, string media) => $$"""
        {"OTIO_SCHEMA": "Clip.2", "name": "{{name}}", "media_references": {"DEFAULT_MEDIA": {{media}} }, "active_media_reference_key": "DEFAULT_MEDIA"}
        """;

    private static OtioException Refused(string text, OtioError why)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        var error = Assert.Throws<OtioException>(() => OtioJson.ReadValue(stream));
        Assert.Equal(why, error.Error);
        return error;
    }
}
