using System.Globalization;

namespace OpenTimelineIO;

/// <summary>A folder of numbered pictures (<c>ImageSequenceReference.1</c>).</summary>
public class ImageSequenceReference : MediaReference
{
    /// <inheritdoc/>
    public override string SchemaName => "ImageSequenceReference";

    /// <summary>The folder, as a URL or a path.</summary>
    public string TargetUrlBase { get; set; } = "";

    /// <summary>What comes before the number.</summary>
    public string NamePrefix { get; set; } = "";

    /// <summary>What comes after the number.</summary>
    public string NameSuffix { get; set; } = "";

    /// <summary>The number of the first picture; may be negative.</summary>
    public int StartFrame { get; set; } = 1;

    /// <summary>By how much the number grows from picture to picture.</summary>
    public int FrameStep { get; set; } = 1;

    /// <summary>Pictures a second.</summary>
    public double Rate { get; set; } = 1;

    /// <summary>How many digits a number has at least, zeros in front.</summary>
    public int FrameZeroPadding { get; set; }

    /// <summary>What to show for a picture that is not there.</summary>
    public MissingFramePolicy MissingFramePolicy { get; set; }

    /// <summary>The number of the last picture, from the available range; the first one's when there is none.</summary>
    /// <exception cref="OtioException">The number is beyond 32 bits (<see cref="OtioError.InvalidTime"/>).</exception>
    public int EndFrame() => AvailableRange is { } range ? Number(StartFrame + range.Duration.ToFrames(Rate) - 1) : StartFrame;

    /// <summary>How many pictures there are; 0 without an available range.</summary>
    /// <exception cref="OtioException">The number is beyond 32 bits (<see cref="OtioError.InvalidTime"/>).</exception>
    public int NumberOfImages() => AvailableRange is { } range && FrameStep != 0 ? Number(range.Duration.ToFrames(Rate) / FrameStep) : 0;

    /// <summary>The number of the picture at a moment of the media's time.</summary>
    /// <exception cref="OtioException">The moment is outside the available range, or the number is beyond 32 bits.</exception>
    public int FrameForTime(RationalTime time)
    {
        if (AvailableRange is not { } range || !range.Contains(time))
            throw new OtioException(OtioError.NoRange, $"{time} is outside the image sequence's available range");
        return Number(StartFrame + (time - range.StartTime).ToFrames(Rate));
    }

    /// <summary>The URL of a picture: base, a slash if needed, prefix, sign, padded number, suffix.</summary>
    /// <param name="imageNumber">Which picture, from 0.</param>
    /// <exception cref="OtioException">There is no such picture.</exception>
    public string TargetUrlForImageNumber(int imageNumber)
    {
        if (Rate == 0 || imageNumber < 0 || imageNumber >= NumberOfImages())
            throw new OtioException(OtioError.NoRange,
                string.Create(CultureInfo.InvariantCulture, $"the image sequence has no picture {imageNumber}"));
        var frame = (long)StartFrame + (long)imageNumber * FrameStep;
        var digits = Math.Abs(frame).ToString(CultureInfo.InvariantCulture).PadLeft(Math.Clamp(FrameZeroPadding, 0, 256), '0');
        var slash = TargetUrlBase.Length > 0 && !TargetUrlBase.EndsWith('/') ? "/" : "";
        return $"{TargetUrlBase}{slash}{NamePrefix}{(frame < 0 ? "-" : "")}{digits}{NameSuffix}";
    }

    /// <summary>The moment of the media's time at which a picture is shown.</summary>
    /// <param name="imageNumber">Which picture, from 0.</param>
    /// <exception cref="OtioException">There is no such picture.</exception>
    public RationalTime PresentationTimeForImageNumber(int imageNumber)
    {
        if (imageNumber < 0 || imageNumber >= NumberOfImages() || AvailableRange is not { } range)
            throw new OtioException(OtioError.NoRange,
                string.Create(CultureInfo.InvariantCulture, $"the image sequence has no picture {imageNumber}"));
        return new RationalTime((double)imageNumber * FrameStep, Rate) + range.StartTime;
    }

    private static int Number(long number) => number is >= int.MinValue and <= int.MaxValue
        ? (int)number
        : throw new OtioException(OtioError.InvalidTime, string.Create(CultureInfo.InvariantCulture, $"{number} is beyond what an image sequence can count"));

    /// <inheritdoc/>
    protected internal override void ReadFields(FieldReader reader)
    {
        base.ReadFields(reader);
        TargetUrlBase = reader.String("target_url_base", required: true);
        NamePrefix = reader.String("name_prefix", required: true);
        NameSuffix = reader.String("name_suffix", required: true);
        StartFrame = reader.Int32("start_frame");
        FrameStep = reader.Int32("frame_step");
        Rate = reader.Double("rate");
        FrameZeroPadding = reader.Int32("frame_zero_padding");
        var policy = reader.String("missing_frame_policy", required: true);
        MissingFramePolicy = policy switch
        {
            "error" => MissingFramePolicy.Error,
            "hold" => MissingFramePolicy.Hold,
            "black" => MissingFramePolicy.Black,
            _ => throw reader.Error(OtioError.WrongType, "missing_frame_policy", "a missing frame policy is error, hold or black"),
        };
    }

    /// <inheritdoc/>
    protected internal override void WriteFields(FieldWriter writer)
    {
        base.WriteFields(writer);
        writer.Write("target_url_base", TargetUrlBase);
        writer.Write("name_prefix", NamePrefix);
        writer.Write("name_suffix", NameSuffix);
        writer.Write("start_frame", StartFrame);
        writer.Write("frame_step", FrameStep);
        writer.Write("rate", Rate);
        writer.Write("frame_zero_padding", FrameZeroPadding);
        writer.Write("missing_frame_policy", MissingFramePolicy switch
        {
            MissingFramePolicy.Hold => "hold",
            MissingFramePolicy.Black => "black",
            _ => "error",
        });
    }
}
