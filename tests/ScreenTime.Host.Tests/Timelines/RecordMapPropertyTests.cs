using CsCheck;
using ScreenTime.Host.Media;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Timelines;

/// <summary>Random timelines, frame by frame against a computation that knows nothing of segments and windows.</summary>
public sealed class RecordMapPropertyTests
{
    private static readonly FrameRate[] Rates = [new(24000, 1001), new(24, 1), new(25, 1), new(30000, 1001), new(30, 1), new(60000, 1001)];

    private static readonly (int, int)[] Speeds = [(2, 1), (1, 2), (3, 2), (4, 1), (-1, 1), (-2, 1), (-1, 2), (24, 25), (25, 24), (1001, 1000), (137, 100), (-7, 3), (1234, 5678), (0, 1), (1, 1)];

    private static readonly MediaFile[] Files =
    [
        .. Rates.Select((rate, i) => Cuts.Media(FormattableString.Invariant($"plain{i}.mov"), rate, 500)),
        .. Rates.Select((rate, i) => Cuts.Media(FormattableString.Invariant($"timed{i}.mov"), rate, 500, start: 3600L * rate.Nominal)),
        .. Rates.Select((rate, i) => Cuts.Media(FormattableString.Invariant($"alpha{i}.mov"), rate, 500, alpha: true)),
    ];

    private static Gen<T> AnyOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<FrameRate> Rate(FrameRate record) => Gen.Frequency((3, Gen.Const(record)), (1, AnyOf(Rates)));

    private static Gen<Frames> Count(int from, int to, FrameRate record) => Gen.Select(Gen.Int[from, to], Rate(record), (count, rate) => new Frames(count, rate));

    private static Gen<(int, int)?> Speed => Gen.Frequency((3, Gen.Const(((int, int)?)null)), (2, AnyOf(Speeds).Select(speed => ((int, int)?)speed)));

    private static Gen<bool> Rarely => Gen.Int[0, 7].Select(dice => dice == 0);

    private static Gen<Piece> ShotOf(FrameRate record) =>
        Gen.Select(Gen.Int[0, Files.Length], Gen.Int[0, 40], Count(1, 12, record), Speed, Rarely, Gen.Bool, Gen.Select(Rarely, Rarely))
            .Select(Piece (file, first, length, speed, freeze, ranged, flags) =>
            {
                var media = file < Files.Length ? Files[file] : null;
                var rate = media?.Rate ?? record;
                var start = media is { StartTimecode: null } && ranged ? new Frames(7 * rate.Nominal, rate) : null;
                return new Footage(media, new Frames(first, rate), start, length, speed, freeze, !flags.Item1, flags.Item2);
            });

    private static Gen<Piece> PieceOf(FrameRate record, int depth)
    {
        var hole = Count(1, 8, record).Select(Piece (length) => new Hole(length));
        var title = Gen.Select(Count(1, 8, record), Rarely, Piece (length, off) => new Title(length, !off));
        if (depth == 0)
            return Gen.Frequency((5, ShotOf(record)), (1, hole), (1, title));
        var nest = Gen.Select(RowOf(record, depth - 1).Array[1, 2], Count(0, 6, record), Count(1, 16, record), Speed, Rarely, Rarely)
            .Select(Piece (rows, first, length, speed, off, veiled) => new Nested(rows, first, length, speed, !off, veiled));
        return Gen.Frequency((5, ShotOf(record)), (1, hole), (1, title), (2, nest));
    }

    private static Gen<Row> RowOf(FrameRate record, int depth) =>
        Gen.Select(
            PieceOf(record, depth).Array[0, 4],
            Gen.Frequency((2, Gen.Const(((Frames, Frames)?)null)), (1, Gen.Select(Count(0, 6, record), Count(0, 6, record)).Select(sides => ((Frames, Frames)?)sides))).Array[4],
            Rarely,
            Rarely,
            (pieces, transitions, off, veiled) => new Row(pieces, transitions, !off, veiled));

    private static readonly Gen<(FrameRate Rate, Row[] Rows)> Timelines =
        AnyOf(Rates).SelectMany(rate => RowOf(rate, 2).Array[1, 4], (rate, rows) => (rate, rows));

    [Fact]
    public void Every_frame_shows_the_layers_and_media_frames_that_looking_at_it_alone_gives() => Timelines.Sample(
        timeline =>
        {
            var (rate, rows) = timeline;
            var map = Cuts.Map(Cuts.Document(rate, [.. rows.Select(row => row.Otio())]), Files);
            var expected = Enumerable.Range(0, (int)map.FrameCount)
                .Select(frame => Nested.LookAt(rows, new Exact(frame, 1) * rate.Denominator / rate.Numerator, 1, rate))
                .ToList();
            Assert.Equal(expected.Select(seen => string.Join(' ', seen.Layers)), Cuts.Frames(map, rate));
            Assert.Equal(
                expected.Select(seen => seen.Shared && seen.Layers.Count > 0),
                map.Segments.SelectMany(segment => Enumerable.Repeat(segment.Composited, (int)segment.Record.Length)));
        },
        iter: 3_000);

    [Fact]
    public void Segments_cover_the_record_without_holes_and_end_where_the_longest_track_does() => Timelines.Sample(
        timeline =>
        {
            var (rate, rows) = timeline;
            var map = Cuts.Map(Cuts.Document(rate, [.. rows.Select(row => row.Otio())]), Files);
            var longest = rows.Select(row => row.Seconds).Aggregate((Exact)0, (a, b) => a > b ? a : b);
            Assert.Equal(((longest * rate.Numerator / rate.Denominator) + new Exact(1, 2)).Floor(), map.FrameCount);
            Assert.Equal(map.Segments.Select(segment => segment.Record.Start), map.Segments.Select(segment => segment.Record.End).Prepend(0).Take(map.Segments.Count));
            for (long frame = 0; frame < map.FrameCount; frame++)
                Assert.True(map.At(frame).Record.Contains(frame));
        },
        iter: 300);
}
