using System.Globalization;
using System.Reflection;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Serialization;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Results;

/// <summary>
/// <c>result.json</c> (docs/result.md): everything an analysis found. The same result gives the same bytes: properties in the order of the records,
/// invariant numbers, line feeds, no clock.
/// </summary>
public static class ResultFile
{
    /// <summary>The file's name inside the output folder.</summary>
    public const string Name = "result.json";

    /// <summary>The version of the file's schema.</summary>
    public const int Schema = 1;

    private const long MaximumLength = 1L << 30;

    /// <summary>Writes and reads times, rates and ranges as results have them.</summary>
    internal static JsonSerializer Serializer { get; } = JsonSerializer.Create(new JsonSerializerSettings
    {
        ContractResolver = new OptionalPartsResolver { NamingStrategy = new CamelCaseNamingStrategy(processDictionaryKeys: false, overrideSpecifiedNames: false) },
        Converters =
        {
            new RegionConverter(), new FrameRequestConverter(), new MediaTimeConverter(), new FrameRateConverter(), new FrameRangeConverter(), new KindConverter(), new StringEnumConverter(new CamelCaseNamingStrategy()),
            new OptionalConverter<MediaTime>(new MediaTimeConverter()), new OptionalConverter<FrameRate>(new FrameRateConverter()),
        },
        Culture = CultureInfo.InvariantCulture,
        DateParseHandling = DateParseHandling.None,
        MaxDepth = 32,
    });

    /// <summary>Writes a result.</summary>
    public static void Write(AnalysisResult result, Stream output)
    {
        using var text = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        using var writer = new JsonTextWriter(text) { Formatting = Formatting.Indented, Indentation = 1, CloseOutput = false };
        Serializer.Serialize(writer, new Envelope(Schema, result));
        writer.Flush();
        text.Write('\n');
    }

    /// <summary>Reads the result in an output folder.</summary>
    /// <exception cref="UserException">There is none, it is malformed, or it is of a newer version.</exception>
    public static AnalysisResult Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
            throw new UserException(ExitCode.InputMissing, $"{folder} holds no {Name}: give the folder that 'screentime analyze … --out' wrote");
        if (new FileInfo(path).Length > MaximumLength)
            throw new UserException(ExitCode.InputInvalid, $"{path} is larger than 1 GiB: it is not a result of ScreenTime");
        try
        {
            using var reader = JsonText.Reader(File.OpenText(path), 32);
            var envelope = Serializer.Deserialize<Envelope>(reader);
            if (envelope is { Schema: > Schema })
                throw new UserException(ExitCode.InputInvalid, $"{path} was written by a newer ScreenTime (schema {envelope.Schema}, this one knows {Schema}): update ScreenTime");
            return envelope?.Result ?? throw new UserException(ExitCode.InputInvalid, $"{path} holds no result");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or OverflowException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{path} is damaged ({exception.Message.ReplaceLineEndings(" ")}): run the analysis again", exception);
        }
    }

    /// <summary>Leaves out what only some recognisers say where this one did not, so that their results stay as they were.</summary>
    private sealed class OptionalPartsResolver : DefaultContractResolver
    {
        protected override JsonProperty CreateProperty(MemberInfo member, MemberSerialization memberSerialization)
        {
            var property = base.CreateProperty(member, memberSerialization);
            if (member.DeclaringType == typeof(Sample) && member.Name is nameof(Sample.Faces) or nameof(Sample.Regions))
                property.NullValueHandling = NullValueHandling.Ignore;
            if (member.DeclaringType == typeof(Sample) && member.Name == nameof(Sample.Strangers))
                property.ShouldSerialize = sample => ((Sample)sample).Strangers.Count > 0;
            if (member.DeclaringType == typeof(Shot) && member.Name == nameof(Shot.Footage))
                property.NullValueHandling = NullValueHandling.Ignore;
            if (member.DeclaringType == typeof(MediaUse) && member.Name == nameof(MediaUse.Sequence))
                property.NullValueHandling = NullValueHandling.Ignore;
            if (member.DeclaringType == typeof(AnalysisResult) && member.Name == nameof(AnalysisResult.RegionFrame))
                property.NullValueHandling = NullValueHandling.Ignore;
            if (member.DeclaringType == typeof(AnalysisResult) && member.Name == nameof(AnalysisResult.FaceAppearances))
                property.ShouldSerialize = result => ((AnalysisResult)result).FaceAppearances.Count > 0;
            if (member.DeclaringType == typeof(AnalysisResult) && member.Name == nameof(AnalysisResult.Contradictions))
                property.ShouldSerialize = result => ((AnalysisResult)result).Contradictions.Count > 0;
            if (member.DeclaringType == typeof(AnalysisResult) && member.Name == nameof(AnalysisResult.Castings))
                property.ShouldSerialize = result => ((AnalysisResult)result).Castings.Count > 0;
            if (member.DeclaringType == typeof(AnalysisResult) && member.Name == nameof(AnalysisResult.RoleTotals))
                property.ShouldSerialize = result => ((AnalysisResult)result).RoleTotals.Count > 0;
            if (member.DeclaringType == typeof(Provenance) && member.Name == nameof(Provenance.Mixed))
                property.ShouldSerialize = provenance => ((Provenance)provenance).Mixed.Count > 0;
            return property;
        }
    }

    private sealed record Envelope(int Schema, AnalysisResult? Result);

    /// <summary>Exact seconds as <c>"1001/24000"</c>.</summary>
    private sealed class MediaTimeConverter : JsonConverter<MediaTime>
    {
        public override void WriteJson(JsonWriter writer, MediaTime value, JsonSerializer serializer) =>
            writer.WriteValue(string.Create(CultureInfo.InvariantCulture, $"{value.Numerator}/{value.Denominator}"));

        public override MediaTime ReadJson(JsonReader reader, Type objectType, MediaTime existingValue, bool hasExistingValue, JsonSerializer serializer)
        {
            var (numerator, denominator) = Fraction(reader);
            return new MediaTime(numerator, denominator);
        }
    }

    /// <summary>Frames a second as <c>"24000/1001"</c>.</summary>
    private sealed class FrameRateConverter : JsonConverter<FrameRate>
    {
        public override void WriteJson(JsonWriter writer, FrameRate value, JsonSerializer serializer) =>
            writer.WriteValue(string.Create(CultureInfo.InvariantCulture, $"{value.Numerator}/{value.Denominator}"));

        public override FrameRate ReadJson(JsonReader reader, Type objectType, FrameRate existingValue, bool hasExistingValue, JsonSerializer serializer)
        {
            var (numerator, denominator) = Fraction(reader);
            return new FrameRate(checked((int)numerator), checked((int)denominator));
        }
    }

    /// <summary>Record frames as <c>[first, first after]</c>.</summary>
    private sealed class FrameRangeConverter : JsonConverter<FrameRange>
    {
        public override void WriteJson(JsonWriter writer, FrameRange value, JsonSerializer serializer) =>
            writer.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"[{value.Start}, {value.End}]"));

        public override FrameRange ReadJson(JsonReader reader, Type objectType, FrameRange existingValue, bool hasExistingValue, JsonSerializer serializer) =>
            serializer.Deserialize<long[]>(reader) is [var start, var end] && end >= start
                ? new FrameRange(start, end)
                : throw new FormatException("a range of frames has the form [first, first after]");
    }

    /// <summary>A part of a frame as <c>[left, top, width, height]</c>, to the ten-thousandth.</summary>
    private sealed class RegionConverter : JsonConverter
    {
        public override bool CanConvert(Type objectType) => objectType == typeof(SightingRegion) || objectType == typeof(SightingRegion?);

        public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer)
        {
            if (value is SightingRegion region)
                writer.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"[{region.X:0.####}, {region.Y:0.####}, {region.Width:0.####}, {region.Height:0.####}]"));
            else
                writer.WriteNull();
        }

        public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer)
        {
            if (reader.TokenType == JsonToken.Null && objectType == typeof(SightingRegion?))
                return null;
            return serializer.Deserialize<float[]>(reader) is [var x, var y, var width, var height] && float.IsFinite(x + y + width + height) && width >= 0 && height >= 0
                ? new SightingRegion(x, y, width, height)
                : throw new FormatException("a region has the form [left, top, width, height]");
        }
    }

    /// <summary>The size of a frame as <c>[width, height]</c>.</summary>
    private sealed class FrameRequestConverter : JsonConverter<FrameRequest?>
    {
        public override void WriteJson(JsonWriter writer, FrameRequest? value, JsonSerializer serializer) =>
            writer.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"[{value?.Width}, {value?.Height}]"));

        public override FrameRequest? ReadJson(JsonReader reader, Type objectType, FrameRequest? existingValue, bool hasExistingValue, JsonSerializer serializer) =>
            reader.TokenType == JsonToken.Null ? null
                : serializer.Deserialize<int[]>(reader) is [var width, var height] && width is > 0 and <= 65_536 && height is > 0 and <= 65_536
                ? new FrameRequest(width, height)
                : throw new FormatException("a frame has the form [width, height]");
    }

    /// <summary>The same, or nothing.</summary>
    private sealed class OptionalConverter<T>(JsonConverter<T> inner) : JsonConverter<T?>
        where T : struct
    {
        public override void WriteJson(JsonWriter writer, T? value, JsonSerializer serializer)
        {
            if (value is { } there)
                inner.WriteJson(writer, there, serializer);
            else
                writer.WriteNull();
        }

        public override T? ReadJson(JsonReader reader, Type objectType, T? existingValue, bool hasExistingValue, JsonSerializer serializer) =>
            reader.TokenType == JsonToken.Null ? null : inner.ReadJson(reader, typeof(T), default, false, serializer);
    }

    private sealed class KindConverter : JsonConverter<CharacterKind>
    {
        public override void WriteJson(JsonWriter writer, CharacterKind value, JsonSerializer serializer) =>
            writer.WriteValue(value == CharacterKind.Person ? "person" : "drawn");

        public override CharacterKind ReadJson(JsonReader reader, Type objectType, CharacterKind existingValue, bool hasExistingValue, JsonSerializer serializer) =>
            (reader.Value as string) switch
            {
                "person" => CharacterKind.Person,
                "drawn" => CharacterKind.Drawn,
                _ => throw new FormatException($"\"{reader.Value}\" is not a kind of character"),
            };
    }

    private static (long Numerator, long Denominator) Fraction(JsonReader reader)
    {
        var parts = (reader.Value as string ?? "").Split('/');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            && denominator > 0
            ? (numerator, denominator)
            : throw new FormatException($"\"{reader.Value}\" is not a fraction");
    }
}
