using ScreenTime.Recognition.Backbones;
using ScreenTime.Recognition.Features;

namespace ScreenTime.Recognition.Faces;

/// <summary>
/// What a part of a frame looks like to the backbone, for finding a person again whose face cannot be seen: the cells of a feature map that the body covers are looked for near
/// their old place in another frame of the shot.
/// </summary>
internal sealed class WholeFrameLook
{
    private const int Reach = 2;

    private readonly Stage _stage;
    private readonly float[] _cells;
    private readonly Dictionary<(int, int, int, int), double> _elsewhere = [];

    private WholeFrameLook(Stage stage, float[] cells) => (_stage, _cells) = (stage, cells);

    /// <summary>The look of a frame from the whole frame's features; every cell is brought to unit length.</summary>
    public static WholeFrameLook Of(byte[] features, IReadOnlyList<Stage> stages)
    {
        var (stage, map) = (stages[^1], FeatureCodec.Decode(features, stages).Values()[^1]);
        var (cells, channels) = (stage.Cells, stage.Channels);
        var turned = new float[map.Length];
        for (var cell = 0; cell < cells; cell++)
        {
            double square = 0;
            for (var c = 0; c < channels; c++)
                square += (double)map[(c * cells) + cell] * map[(c * cells) + cell];
            var scale = square > 0 ? (float)(1 / Math.Sqrt(square)) : 0;
            for (var c = 0; c < channels; c++)
                turned[(cell * channels) + c] = map[(c * cells) + cell] * scale;
        }

        return new WholeFrameLook(stage, turned);
    }

    /// <summary>
    /// How much of a body that stands below a face in this frame is found in another: 1 for as much as in this frame itself, 0 for no more than in other places of it.
    /// </summary>
    /// <param name="face">The face's rectangle, in fractions of the frame.</param>
    /// <param name="other">The other frame.</param>
    public double Found(FaceBox face, WholeFrameLook other)
    {
        var (left, right) = Span(face.Left - face.Width, face.Left + (2 * face.Width), _stage.Columns);
        var (top, bottom) = Span(face.Top, face.Top + (4 * face.Height), _stage.Rows);
        double best = -1;
        for (var dy = -Reach; dy <= Reach; dy++)
            for (var dx = -Reach; dx <= Reach; dx++)
                best = Math.Max(best, Similarity(other, left, right, top, bottom, dx, dy));
        // What the same cells have in common with the rest of their own frame, where the person is not.
        if (!_elsewhere.TryGetValue((left, right, top, bottom), out var elsewhere))
            _elsewhere[(left, right, top, bottom)] = elsewhere = Elsewhere(left, right, top, bottom);
        return elsewhere < 1 ? Math.Clamp((best - elsewhere) / (1 - elsewhere), 0, 1) : 0;
    }

    private static (int From, int To) Span(double from, double to, int count)
    {
        var first = Math.Clamp((int)Math.Floor(from * count), 0, count - 1);
        return (first, Math.Clamp((int)Math.Ceiling(to * count) - 1, first, count - 1));
    }

    private double Similarity(WholeFrameLook other, int left, int right, int top, int bottom, int dx, int dy)
    {
        var (sum, count) = (0.0, 0);
        for (var row = top; row <= bottom; row++)
        {
            for (var column = left; column <= right; column++)
            {
                if ((uint)(row + dy) >= (uint)_stage.Rows || (uint)(column + dx) >= (uint)_stage.Columns)
                    continue;
                sum += Dot(Cell(row, column), other.Cell(row + dy, column + dx));
                count++;
            }
        }

        // A body half out of the picture is compared with what is left of it, but not with a mere corner.
        return 2 * count >= (right - left + 1) * (bottom - top + 1) ? sum / count : -1;
    }

    private double Elsewhere(int left, int right, int top, int bottom)
    {
        var (sum, count) = (0.0, 0);
        for (var row = 0; row < _stage.Rows; row++)
        {
            for (var column = 0; column < _stage.Columns; column++)
            {
                if (row >= top && row <= bottom && column >= left && column <= right)
                    continue;
                double best = -1;
                for (var r = top; r <= bottom; r++)
                    for (var c = left; c <= right; c++)
                        best = Math.Max(best, Dot(Cell(row, column), Cell(r, c)));
                sum += best;
                count++;
            }
        }

        return count > 0 ? sum / count : 1;
    }

    private ReadOnlySpan<float> Cell(int row, int column) => _cells.AsSpan(((row * _stage.Columns) + column) * _stage.Channels, _stage.Channels);

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => System.Numerics.Tensors.TensorPrimitives.Dot(a, b);
}
