using System.Buffers.Binary;
using System.Text;
using OpenTimelineIO;

namespace ScreenTime.Fuzz;

/// <summary>
/// Timecode and clock time: the first byte chooses the rate, the rest is a text, and its last eight bytes a number. What parses is formatted as what parses
/// as the same time.
/// </summary>
internal sealed class TimeTarget : FuzzTarget
{
    private static readonly double[] s_rates =
        [.. Timecode.Rates, 29.97, 23.98, 59.9, 1, 1000, 48000, 0, -24, double.NaN, double.PositiveInfinity, double.Epsilon, double.MaxValue];

    public override string Name => "time";

    public override IReadOnlyList<string> Words { get; } =
        [":", ";", ".", ",", "-", "+", "00:", "01:", "23:", "24:", "59:", "60:", "99:", "29", "59", "01:00:00;00", "00:01:00;00", "1e9", " ", "\0", "∞", "٣", "0.999999"];

    public override IReadOnlyList<byte[]> Seeds() => Files("time");

    public override bool Run(byte[] input)
    {
        if (input.Length == 0)
            return false;
        var rate = s_rates[input[0] % s_rates.Length];
        var text = Encoding.UTF8.GetString(input.AsSpan(1));
        var valid = TimecodeHolds(text, rate) | ClockHolds(text, rate);
        if (input.Length > 8)
            NumberHolds(new(BitConverter.Int64BitsToDouble(BinaryPrimitives.ReadInt64LittleEndian(input.AsSpan(input.Length - 8))), rate));
        return valid;
    }

    private static bool TimecodeHolds(string text, double rate)
    {
        RationalTime time;
        try
        {
            time = RationalTime.FromTimecode(text, rate);
        }
        catch (OtioException)
        {
            Require(!Timecode.TryParse(text, rate, out _), "TryParse accepts what Parse refuses");
            return false;
        }
        var drop = text.Contains(';') ? DropFrame.Yes : DropFrame.No;
        var again = RationalTime.FromTimecode(time.ToTimecode(drop), rate);
        var day = RationalTime.FromTimecode(drop == DropFrame.Yes ? "24:00:00;00" : "24:00:00:00", rate);
        Require(again.Value == time.Value % day.Value, "a timecode formats as another time");
        return true;
    }

    private static bool ClockHolds(string text, double rate)
    {
        RationalTime time;
        try
        {
            time = RationalTime.FromTimeString(text, rate);
        }
        catch (OtioException)
        {
            return false;
        }
        if (Math.Abs(time.ToSeconds()) < 86400)
            Require(Math.Abs(RationalTime.FromTimeString(time.ToTimeString(), rate).ToSeconds() - time.ToSeconds()) < 2e-6, "a clock time formats as another time");
        else
            Quietly(() => time.ToTimeString());
        return true;
    }

    private static void NumberHolds(RationalTime time)
    {
        Quietly(() => time.ToFrames());
        Quietly(() => time.ToFrames(24));
        Quietly(() => time.ToTimeString());
        Quietly(() => time.ToNearestTimecode(time.Rate));
        foreach (var drop in Enum.GetValues<DropFrame>())
            Quietly(() =>
            {
                var timecode = time.ToTimecode(drop);
                Require(RationalTime.FromTimecode(timecode, Timecode.NearestRate(time.Rate)).ToTimecode(drop) == timecode, "a timecode formats as another timecode");
            });
        var range = new TimeRange(time, time);
        _ = range.Contains(time) | range.Overlaps(range) | range.Equals(new(time, -time)) | range.EndTimeInclusive() < range.EndTimeExclusive();
        _ = (time.GetHashCode(), range.GetHashCode(), range.ToString());
    }
}
