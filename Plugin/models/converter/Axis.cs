namespace ScreenTime.ModelConverter;

/// <summary>
/// One axis of a feature map: how many cells, how many pixels of the frame lie between two cells, and where the centre of the
/// first cell's window lies in the frame (pixels from its edge; the first pixel's centre is 0.5).
/// </summary>
internal readonly record struct Axis(int Size, int Stride, double FirstCentre)
{
    /// <summary>The axis of the frame itself.</summary>
    public static Axis Of(int pixels) => new(pixels, 1, 0.5);

    /// <summary>Whether both have the same cells; centres may differ by a padding's odd cell.</summary>
    public bool Covers(Axis other) => Size == other.Size && Stride == other.Stride;

    /// <summary>
    /// The axis after windows of <paramref name="kernel"/> cells, <paramref name="step"/> cells apart, and the cells of padding
    /// that this takes before and after. <paramref name="padded"/> is padding that a layer of its own asked for.
    /// <c>same</c> is TensorFlow's: ⌈size / step⌉ cells come out, an odd padding has its extra cell after, not before.
    /// </summary>
    public (Axis Result, Padding Padding) Windows(int kernel, int step, bool same, Padding padded)
    {
        var size = Size + padded.Before + padded.After;
        var cells = same ? (size + step - 1) / step : ((size - kernel) / step) + 1;
        if (cells < 1 || (!same && size < kernel))
            throw new ModelPackageException($"the frame is too small: a window of {kernel} does not fit {size} cells; choose a larger width and height.");
        var missing = same ? Math.Max(((cells - 1) * step) + kernel - size, 0) : 0;
        var padding = new Padding(padded.Before + (missing / 2), padded.After + missing - (missing / 2));
        return (new Axis(cells, Stride * step, FirstCentre + (Stride * (((kernel - 1) / 2.0) - padding.Before))), padding);
    }
}

/// <summary>Cells of zeros before and after an axis.</summary>
internal readonly record struct Padding(int Before, int After);
