namespace OpenTimelineIO.Tests.Json;

public class SchemaTests
{
    private const string Range = """{"OTIO_SCHEMA":"TimeRange.1","duration":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":5},"start_time":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":1}}""";

    [Theory]
    [InlineData("Gap", OtioError.MalformedSchema)]
    [InlineData("Gap.x", OtioError.MalformedSchema)]
    [InlineData("Gap.-1", OtioError.MalformedSchema)]
    [InlineData(".1", OtioError.MalformedSchema)]
    [InlineData("Gap.1\\u0000", OtioError.MalformedSchema)]
    [InlineData("Gap.99999999999", OtioError.MalformedSchema)]
    [InlineData("Gap.2", OtioError.NewerSchemaVersion)]
    [InlineData("Clip.3", OtioError.NewerSchemaVersion)]
    [InlineData("Marker.4", OtioError.NewerSchemaVersion)]
    [InlineData("Track.1", OtioError.MissingField)]
    [InlineData("ExternalReference.1", OtioError.MissingField)]
    public void Schemas_that_cannot_be_read_are_refused(string schema, OtioError error) =>
        Assert.Equal(error, Assert.Throws<OtioException>(() => OtioJson.Read($$"""{"OTIO_SCHEMA":"{{schema}}"}""")).Error);

    [Theory]
    [InlineData("""{"OTIO_SCHEMA":"Gap.1","metadata":null}""", "metadata")]
    [InlineData("""{"OTIO_SCHEMA":"Gap.1","effects":null}""", "effects")]
    [InlineData("""{"OTIO_SCHEMA":"Gap.1","enabled":null}""", "enabled")]
    [InlineData("""{"OTIO_SCHEMA":"Gap.1","enabled":1}""", "enabled")]
    [InlineData("""{"OTIO_SCHEMA":"Gap.1","name":5}""", "name")]
    [InlineData("""{"OTIO_SCHEMA":"Gap.1","source_range":5}""", "source_range")]
    [InlineData("""{"OTIO_SCHEMA":"Gap.1","source_range":{}}""", "source_range")]
    [InlineData("""{"OTIO_SCHEMA":"Stack.1","children":[null]}""", "children[0]")]
    [InlineData("""{"OTIO_SCHEMA":"Stack.1","children":[{"OTIO_SCHEMA":"Stack.1","children":[]},{"OTIO_SCHEMA":"SerializableCollection.1","children":[]}]}""", "children[1]")]
    [InlineData("""{"OTIO_SCHEMA":"Stack.1","children":[{"OTIO_SCHEMA":"Gap.1","markers":5}]}""", "children[0].markers")]
    public void A_field_of_the_wrong_type_is_refused_with_its_place(string text, string path)
    {
        var error = Assert.Throws<OtioException>(() => OtioJson.Read(text));
        Assert.Equal(OtioError.WrongType, error.Error);
        Assert.Equal(path, error.DocumentPath);
    }

    [Fact]
    public void A_number_for_a_time_may_be_an_integer_but_a_frame_number_must_be_one()
    {
        const string Sequence = """{"OTIO_SCHEMA":"ImageSequenceReference.1","target_url_base":"/a","name_prefix":"i.","name_suffix":".exr","start_frame":FRAME,"frame_step":1,"rate":24,"frame_zero_padding":4,"missing_frame_policy":"hold"}""";
        Assert.Equal(-2, OtioJson.Read<ImageSequenceReference>(Sequence.Replace("FRAME", "-2", StringComparison.Ordinal)).StartFrame);
        Assert.Throws<OtioException>(() => OtioJson.Read(Sequence.Replace("FRAME", "1.0", StringComparison.Ordinal)));
    }

    [Fact]
    public void Null_is_fine_where_the_reference_takes_it()
    {
        var timeline = OtioJson.Read<Timeline>("""{"OTIO_SCHEMA":"Timeline.1","name":null,"global_start_time":null,"tracks":null}""");
        Assert.Equal("", timeline.Name);
        Assert.Empty(timeline.Tracks.Children);
    }

    [Fact]
    public void A_document_without_a_schema_at_its_top_is_no_object()
    {
        Assert.Equal(OtioError.NotAnObject, Assert.Throws<OtioException>(() => OtioJson.Read("{}")).Error);
        Assert.Equal(OtioError.NotAnObject, Assert.Throws<OtioException>(() => OtioJson.Read("5")).Error);
        Assert.Equal(OtioError.WrongType, Assert.Throws<OtioException>(() => OtioJson.Read<Timeline>("""{"OTIO_SCHEMA":"Gap.1"}""")).Error);
    }

    [Fact]
    public void Clip_1_becomes_Clip_2_and_back()
    {
        var text = $$"""{"OTIO_SCHEMA":"Clip.1","name":"c","media_reference":{"OTIO_SCHEMA":"ExternalReference.1","target_url":"a.mov","available_range":{{Range}} } }""";
        var clip = OtioJson.Read<Clip>(text);
        Assert.Equal("a.mov", Assert.IsType<ExternalReference>(clip.MediaReference).TargetUrl);
        Assert.Empty(clip.ExtraFields);

        var older = OtioJson.Write(clip, new() { Target = SchemaTarget.Otio014 });
        Assert.Contains("\"Clip.1\"", older, StringComparison.Ordinal);
        Assert.DoesNotContain("media_references", older, StringComparison.Ordinal);
        Assert.DoesNotContain("active_media_reference_key", older, StringComparison.Ordinal);
        Assert.True(clip.IsEquivalentTo(OtioJson.Read(older)));
    }

    [Theory]
    [InlineData("""{"OTIO_SCHEMA":"Clip.1"}""")]
    [InlineData("""{"OTIO_SCHEMA":"Clip.1","media_reference":null}""")]
    public void A_Clip_1_without_media_has_missing_media(string text) => Assert.IsType<MissingReference>(OtioJson.Read<Clip>(text).MediaReference);

    [Fact]
    public void A_downgraded_clip_keeps_its_active_media_alone()
    {
        var clip = new Clip("c", new ExternalReference("hi.mov"));
        clip.MediaReferences["proxy"] = new ExternalReference("lo.mov");
        clip.ActiveMediaReferenceKey = "proxy";
        var older = OtioJson.Read<Clip>(OtioJson.Write(clip, new() { Target = SchemaTarget.Named("0.14.0") }));
        Assert.Equal("lo.mov", ((ExternalReference)older.MediaReference!).TargetUrl);
        Assert.Single(older.MediaReferences);
    }

    [Fact]
    public void All_of_a_downgraded_clip_is_in_the_order_of_its_names_as_the_reference_writes_it()
    {
        var clip = new Clip("c", new ExternalReference("a.mov") { AvailableImageBounds = new(new(0, 0), new(16, 9)) }) { Color = new Color(1, 0.5, 0, 0.25) };

        var written = OtioJson.Write(clip, new() { Target = SchemaTarget.Otio014 });

        Assert.Equal(
            ["OTIO_SCHEMA", "color", "OTIO_SCHEMA", "a", "b", "g", "name", "r", "effects", "enabled", "markers", "media_reference", "OTIO_SCHEMA", "available_image_bounds", "OTIO_SCHEMA", "max", "OTIO_SCHEMA", "x", "y", "min", "OTIO_SCHEMA", "x", "y", "available_range", "metadata", "name", "target_url", "metadata", "name", "source_range"],
            written.Split('\n').Where(line => line.Contains("\": ", StringComparison.Ordinal)).Select(line => line.Split('"')[1]));
        Assert.Equal(clip.Color, OtioJson.Read<Clip>(written).Color);
    }

    [Fact]
    public void A_color_is_written_in_the_references_order()
    {
        var written = OtioJson.Write(new Gap { Color = new Color(1, 0.5, 0, 0.25, "orange") });

        Assert.Equal(["r", "g", "b", "a", "name"], written[written.IndexOf("Color.1", StringComparison.Ordinal)..].Split('\n')[1..6].Select(line => line.Split('"')[1]));
    }

    [Fact]
    public void Markers_of_all_versions_are_read_and_version_2_is_written()
    {
        var one = OtioJson.Read<Marker>($$"""{"OTIO_SCHEMA":"Marker.1","color":"RED","range":{{Range}}}""");
        Assert.Equal(new TimeRange(1, 5, 24), one.MarkedRange);
        var three = OtioJson.Read<Marker>($$"""{"OTIO_SCHEMA":"Marker.3","color":{"OTIO_SCHEMA":"Color.1","r":1.0,"g":0.0,"b":0.0,"a":1.0,"name":"Red"},"marked_range":{{Range}}}""");
        Assert.Equal(MarkerColor.Red, three.Color);
        Assert.True(one.IsEquivalentTo(three));
        var nameless = OtioJson.Read<Marker>($$"""{"OTIO_SCHEMA":"Marker.3","color":{"OTIO_SCHEMA":"Color.1","r":0.9,"g":0.1,"b":0.0,"a":1.0,"name":""},"marked_range":{{Range}}}""");
        Assert.Equal(MarkerColor.Red, nameless.Color);
        Assert.Contains("\"Marker.2\"", OtioJson.Write(three), StringComparison.Ordinal);
    }

    [Fact]
    public void Old_names_of_schemas_are_read()
    {
        Assert.IsType<Track>(OtioJson.Read("""{"OTIO_SCHEMA":"Sequence.1","children":[{"OTIO_SCHEMA":"Filler.1"}],"kind":"Video"}"""));
        Assert.IsType<SerializableCollection>(OtioJson.Read("""{"OTIO_SCHEMA":"SerializeableCollection.1","children":[]}"""));
    }

    [Fact]
    public void Unknown_fields_are_kept_in_front_of_the_known_ones()
    {
        const string Text = """{"OTIO_SCHEMA":"SerializableObjectWithMetadata.1","zz":[1,{"b":2.5}],"metadata":{},"name":"n","aa":{"OTIO_SCHEMA":"New.7","x":1}}""";
        var written = OtioJson.Write(OtioJson.Read(Text), new() { Indent = 0 });
        Assert.Equal("""{"OTIO_SCHEMA":"SerializableObjectWithMetadata.1","aa":{"OTIO_SCHEMA":"New.7","x":1},"zz":[1,{"b":2.5}],"metadata":{},"name":"n"}""", written);
    }

    [Fact]
    public void An_extra_field_cannot_take_the_place_of_a_known_one()
    {
        var value = new SerializableObjectWithMetadata { Name = "mine", ExtraFields = { ["name"] = "other", ["OTIO_SCHEMA"] = "Gap.1", ["x"] = 1 } };
        Assert.Equal("""{"OTIO_SCHEMA":"SerializableObjectWithMetadata.1","x":1,"metadata":{},"name":"mine"}""", OtioJson.Write(value, new() { Indent = 0 }));
        Assert.Equal("""{"OTIO_SCHEMA":"New.1","x":1}""", OtioJson.Write(new UnknownSchema("New", 1, new() { ["OTIO_SCHEMA"] = "Gap.1", ["x"] = 1 }), new() { Indent = 0 }));
    }

    [Fact]
    public void Leading_zeros_of_a_version_mean_nothing()
    {
        Assert.IsType<Gap>(OtioJson.Read("""{"OTIO_SCHEMA":"Gap.01"}"""));
        var read = OtioJson.Read<Gap>("""{"OTIO_SCHEMA":"Gap.1","metadata":{"t":{"OTIO_SCHEMA":"RationalTime.01","rate":24,"value":1}}}""");
        Assert.Equal(MetadataKind.RationalTime, read.Metadata["t"].Kind);
    }

    [Fact]
    public void An_unknown_field_of_a_marker_is_kept()
    {
        var marker = OtioJson.Read<Marker>($$"""{"OTIO_SCHEMA":"Marker.2","color":"RED","x":1,"marked_range":{{Range}}}""");
        Assert.True(marker.ExtraFields.ContainsKey("x"));
    }

    [Fact]
    public void Unknown_schemas_are_kept_in_every_typed_slot()
    {
        const string New = """{"OTIO_SCHEMA":"New.7","x":1}""";
        const string Text = $$"""
            {"OTIO_SCHEMA":"Track.1","metadata":{},"name":"","source_range":null,"effects":[{{New}}],"markers":[{{New}}],"enabled":true,"color":null,"children":[{{New}},{"OTIO_SCHEMA":"Clip.2","metadata":{"m":{{New}}},"name":"","source_range":null,"effects":[],"markers":[],"enabled":true,"color":null,"media_references":{"DEFAULT_MEDIA":{{New}}},"active_media_reference_key":"DEFAULT_MEDIA"}],"kind":"Video"}
            """;
        var track = OtioJson.Read<Track>(Text);
        Assert.IsType<UnknownComposable>(track.Children[0]);
        Assert.IsType<UnknownEffect>(track.Effects[0]);
        Assert.IsType<UnknownMarker>(track.Markers[0]);
        Assert.IsType<UnknownMediaReference>(((Clip)track.Children[1]).MediaReference);
        Assert.Equal(Text, OtioJson.Write(track, new() { Indent = 0 }));
        Assert.Equal(Text, OtioJson.Write(track.DeepClone(), new() { Indent = 0 }));
        Assert.True(track.IsEquivalentTo(track.Clone()));

        const string Whole = $$"""{"OTIO_SCHEMA":"Timeline.1","metadata":{},"name":"","global_start_time":null,"tracks":{{New}}}""";
        var timeline = OtioJson.Read<Timeline>(Whole);
        Assert.IsType<UnknownStack>(timeline.Tracks);
        Assert.Empty(timeline.FindClips());
        Assert.False(timeline.Tracks.TryGetDuration(out _));
        Assert.Equal(Whole, OtioJson.Write(timeline.DeepClone(), new() { Indent = 0 }));
    }

    [Fact]
    public void Time_values_in_an_unknown_schema_are_typed_and_kept()
    {
        const string Text = """{"OTIO_SCHEMA":"New.7","box":{"OTIO_SCHEMA":"Box2d.1","min":{"OTIO_SCHEMA":"V2d.1","x":0.0,"y":0.0},"max":{"OTIO_SCHEMA":"V2d.1","x":1.0,"y":1.0}},"clip":{"OTIO_SCHEMA":"MissingReference.1","metadata":{},"name":"","available_range":null,"available_image_bounds":null},"range":{"OTIO_SCHEMA":"TimeRange.1","duration":{"OTIO_SCHEMA":"RationalTime.1","rate":24.0,"value":5.0},"start_time":{"OTIO_SCHEMA":"RationalTime.1","rate":24.0,"value":1.0}},"x":1}""";
        var unknown = OtioJson.Read<UnknownSchema>(Text);
        Assert.True(unknown.Data["range"].TryGetTimeRange(out var range) && range == new TimeRange(1, 5, 24));
        Assert.True(unknown.Data["clip"].TryGetObject<MissingReference>(out _));
        Assert.Equal(Text, OtioJson.Write(unknown, new() { Indent = 0 }));
    }

    [Fact]
    public void An_unknown_item_or_transition_keeps_its_place_in_a_track()
    {
        const string Wipe = """{"OTIO_SCHEMA":"Wipe.1","in_offset":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":2},"out_offset":{"OTIO_SCHEMA":"RationalTime.1","rate":24,"value":3}}""";
        var track = OtioJson.Read<Track>($$"""{"OTIO_SCHEMA":"Track.1","kind":"Video","children":[{"OTIO_SCHEMA":"Title.1","source_range":{{Range}}},{{Wipe}},{"OTIO_SCHEMA":"Gap.1","source_range":{{Range}}}]}""");
        Assert.Equal(new TimeRange(5, 5, 24), track.RangeOfChildAtIndex(2));
        Assert.Equal(new RationalTime(10, 24), track.Duration());
        Assert.Equal(2, track.ChildrenInRange(new(4, 2, 24)).OfType<UnknownComposable>().Count());
    }

    [Fact]
    public void Names_beyond_the_first_plane_come_last_in_a_downgraded_object_as_bytes_do()
    {
        var clip = new Clip();
        clip.Markers.Add(new Marker { ExtraFields = { ["\U0001F600"] = 1, ["\uE000"] = 2 } });
        var written = OtioJson.Write(clip, new() { Target = SchemaTarget.Otio014 });
        Assert.True(written.IndexOf('\uE000', StringComparison.Ordinal) < written.IndexOf("\U0001F600", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unsigned_integer_is_an_integer_as_far_as_64_bits_go()
    {
        Assert.Equal(MetadataKind.Integer, ((MetadataValue)5UL).Kind);
        Assert.All([(byte)5, (ushort)5, 5U, (sbyte)5, (short)5, 'a'], (MetadataValue value) => Assert.Equal(MetadataKind.Integer, value.Kind));
        Assert.Equal(MetadataKind.Double, ((MetadataValue)5F).Kind);
        Assert.Equal(MetadataKind.Double, ((MetadataValue)ulong.MaxValue).Kind);
    }

    [Fact]
    public void All_value_schemas_are_kept_in_metadata()
    {
        var metadata = new Metadata
        {
            ["null"] = MetadataValue.Null,
            ["flag"] = true,
            ["integer"] = 24,
            ["double"] = 24.0,
            ["text"] = "t",
            ["list"] = new MetadataList([1, "two", 3.0]),
            ["map"] = new Metadata { ["inner"] = 1L << 40 },
            ["time"] = new RationalTime(1, 24),
            ["range"] = new TimeRange(1, 2, 24),
            ["transform"] = new TimeTransform(new(1, 24), 2, 30),
            ["color"] = new Color(1, 0.5, 0, 1, "orange"),
            ["point"] = new V2d(1, 2),
            ["box"] = new Box2d(new(0, 0), new(16, 9)),
            ["object"] = new Marker { Name = "m" },
            ["nan"] = double.NaN,
        };
        var value = new SerializableObjectWithMetadata { Metadata = metadata };
        var read = OtioJson.Read<SerializableObjectWithMetadata>(OtioJson.Write(value));
        Assert.True(value.IsEquivalentTo(read));
        Assert.Equal(MetadataKind.Integer, read.Metadata["integer"].Kind);
        Assert.Equal(MetadataKind.Double, read.Metadata["double"].Kind);
        Assert.NotEqual(read.Metadata["integer"], read.Metadata["double"]);
        Assert.True(read.Metadata["object"].TryGetObject<Marker>(out var marker) && marker.Name == "m");
    }

    [Fact]
    public void An_own_schema_is_read_upgraded_written_and_downgraded()
    {
        var schemas = SchemaRegistry.Standard.With("Slate", 2, () => new Slate(),
            upgrades: new Dictionary<int, Action<Metadata>> { [2] = fields => { fields["scene"] = fields["scn"]; fields.Remove("scn"); } },
            downgrades: new Dictionary<int, Action<Metadata>> { [2] = fields => { fields["scn"] = fields["scene"]; fields.Remove("scene"); } });
        const string Old = """{"OTIO_SCHEMA":"Slate.1","metadata":{},"name":"","scn":"12A"}""";
        var slate = OtioJson.Read<Slate>(Old, new() { Schemas = schemas });
        Assert.Equal("12A", slate.Scene);
        Assert.Equal("12A", slate.DeepClone().Scene);
        Assert.Equal("""{"OTIO_SCHEMA":"Slate.2","metadata":{},"name":"","scene":"12A"}""", OtioJson.Write(slate, new() { Indent = 0 }));
        Assert.Equal(Old, OtioJson.Write(slate, new() { Indent = 0, Schemas = schemas, Target = SchemaTarget.Current.With("Slate", 1) }));
        Assert.IsType<UnknownSchema>(OtioJson.Read(Old));
    }

    [Fact]
    public void A_target_that_nothing_can_write_is_refused()
    {
        Assert.Equal(OtioError.CannotDowngrade,
            Assert.Throws<OtioException>(() => OtioJson.Write(new Marker(), new() { Target = SchemaTarget.Current.With("Marker", 1) })).Error);
        Assert.Equal(OtioError.CannotDowngrade,
            Assert.Throws<OtioException>(() => OtioJson.Write(new Clip(), new() { Target = SchemaTarget.Current.With("Clip", 3) })).Error);
        Assert.Equal(OtioError.CannotDowngrade,
            Assert.Throws<OtioException>(() => OtioJson.Write(new UnknownSchema("New", 7, []), new() { Target = SchemaTarget.Current.With("New", 6) })).Error);
        Assert.Throws<ArgumentOutOfRangeException>(() => SchemaTarget.Current.With("Clip", 0));
    }

    [Theory]
    [InlineData("0.14", "Clip.1")]
    [InlineData("0.14.0", "Clip.1")]
    [InlineData("0.15", "Clip.2")]
    [InlineData("0.15+", "Clip.2")]
    [InlineData("0.18.1", "Clip.2")]
    public void A_target_has_the_name_of_a_release(string release, string clip)
    {
        var written = OtioJson.Write(new Clip("c") { Markers = { new Marker() } }, new() { Target = SchemaTarget.Named(release) });
        Assert.Contains($"\"{clip}\"", written, StringComparison.Ordinal);
        Assert.Contains("\"Marker.2\"", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.13")]
    [InlineData("0.14+")]
    [InlineData("0.15++")]
    [InlineData("0.19")]
    [InlineData("1.0")]
    [InlineData("")]
    public void A_release_that_is_none_is_refused(string release)
    {
        Assert.False(SchemaTarget.TryNamed(release, out _));
        Assert.Equal(OtioError.CannotDowngrade, Assert.Throws<OtioException>(() => SchemaTarget.Named(release)).Error);
    }

    [Fact]
    public void An_upgrade_that_fails_is_an_error_with_its_place()
    {
        var schemas = SchemaRegistry.Standard.With("Slate", 2, () => new Slate(),
            upgrades: new Dictionary<int, Action<Metadata>> { [2] = fields => fields["scene"] = fields["scn"] },
            downgrades: new Dictionary<int, Action<Metadata>> { [2] = fields => fields["scn"] = fields["scn"] });
        var error = Assert.Throws<OtioException>(() => OtioJson.Read("""{"OTIO_SCHEMA":"Gap.1","metadata":{"a":[{"OTIO_SCHEMA":"Slate.1"}]}}""", new() { Schemas = schemas }));
        Assert.Equal("metadata.a[0]", error.DocumentPath);
        Assert.IsType<KeyNotFoundException>(error.InnerException);
        error = Assert.Throws<OtioException>(() => OtioJson.Write(new Slate(), new() { Schemas = schemas, Target = SchemaTarget.Current.With("Slate", 1) }));
        Assert.Equal(OtioError.CannotDowngrade, error.Error);
    }

    private sealed class Slate : SerializableObjectWithMetadata
    {
        public override string SchemaName => "Slate";
        public override int SchemaVersion => 2;
        public string Scene { get; set; } = "";

        protected override void ReadFields(FieldReader reader)
        {
            base.ReadFields(reader);
            Scene = reader.String("scene", required: true);
        }

        protected override void WriteFields(FieldWriter writer)
        {
            base.WriteFields(writer);
            writer.Write("scene", Scene);
        }

        protected override SerializableObject NewInstance() => new Slate();
    }
}
