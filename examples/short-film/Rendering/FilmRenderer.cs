using ScreenTime.Examples.ShortFilm.Story;
using SkiaSharp;

namespace ScreenTime.Examples.ShortFilm.Rendering;

/// <summary>Renders a planned film: several frames at a time, each written in its turn; memory does not grow with the film.</summary>
internal sealed class FilmRenderer : IDisposable
{
    private readonly Film _film;
    private readonly Dictionary<int, ShotPainter> _painters = [];
    private readonly Slot[][] _batches;

    public FilmRenderer(Film film)
    {
        _film = film;
        var size = Math.Clamp(Environment.ProcessorCount, 2, 8) * 2;
        // Two batches: one is painted while the other is written.
        _batches = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, size).Select(_ => new Slot(film.Settings)).ToArray())];
    }

    /// <summary>Renders the whole film into an mp4, and some frames as JPEG.</summary>
    /// <param name="path">The mp4.</param>
    /// <param name="stills">Frame number to the path of its image.</param>
    /// <param name="progress">Receives the number of frames that are done.</param>
    /// <param name="cancellationToken">Stops; what was written is then not whole.</param>
    public void Render(string path, IReadOnlyDictionary<int, string> stills, IProgress<int> progress, CancellationToken cancellationToken)
    {
        using var encoder = new FilmEncoder(_film.Settings, path);
        var writing = Task.CompletedTask;
        try
        {
            var turn = 0;
            for (var first = 0; first < _film.Settings.FrameCount; turn++)
            {
                var slots = _batches[turn % 2];
                var count = Math.Min(slots.Length, _film.Settings.FrameCount - first);
                Prepare(first, count);
                var start = first;
                Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, i => Paint(slots[i], start + i));
                writing.GetAwaiter().GetResult();
                writing = Task.Run(
                    () =>
                    {
                        for (var i = 0; i < count; i++)
                            Write(encoder, slots[i], start + i, stills, progress);
                    },
                    cancellationToken);
                first += count;
            }

            writing.GetAwaiter().GetResult();
            encoder.Finish();
        }
        finally
        {
            // The encoder must not go away under the writer's hands.
            ((IAsyncResult)writing).AsyncWaitHandle.WaitOne();
        }
    }

    /// <summary>Paints one frame, whichever.</summary>
    /// <returns>Its pixels, BGRA.</returns>
    public byte[] Frame(int frame)
    {
        Prepare(frame, 1);
        Paint(_batches[0][0], frame);
        return _batches[0][0].Pixels.ToArray();
    }

    public void Dispose()
    {
        foreach (var painter in _painters.Values)
            painter.Dispose();
        foreach (var slot in _batches.SelectMany(batch => batch))
            slot.Dispose();
    }

    // Painters for the shots of these frames, and for no others.
    private void Prepare(int first, int count)
    {
        var wanted = _film.Shots.Where(shot => shot.First < first + count && shot.First + shot.Length > first).ToList();
        foreach (var number in _painters.Keys.Except(wanted.Select(shot => shot.Number)).ToList())
        {
            _painters[number].Dispose();
            _painters.Remove(number);
        }

        foreach (var shot in wanted.Where(shot => !_painters.ContainsKey(shot.Number)))
            _painters[shot.Number] = Painter(shot);
    }

    private ShotPainter Painter(Shot shot)
    {
        var settings = _film.Settings;
        return shot.Kind == ShotKind.Scene
            ? new ScenePainter(_film.SceneOf(shot), shot.Length, settings.Rate.Value, settings.Width, settings.Height)
            : new CardPainter(shot, settings.Seed, settings.Rate.Value, settings.Width, settings.Height);
    }

    private void Paint(Slot slot, int frame)
    {
        Shot? shown = null;
        foreach (var shot in _film.Shots)
        {
            if (frame < shot.First || frame >= shot.First + shot.Length || !_painters.TryGetValue(shot.Number, out var painter))
                continue;
            if (shown is null)
            {
                painter.Paint(slot.Canvas, frame - shot.First);
            }
            else
            {
                // Frame k of a dissolve of d shows (k + 1) / (d + 1) of what comes: never exactly one half, as d is even.
                painter.Paint(slot.Second, frame - shot.First);
                slot.Blend((frame - shot.First + 1f) / (shot.DissolveIn + 1f));
            }

            shown = shot;
        }

        slot.Canvas.Flush();
    }

    private static void Write(FilmEncoder encoder, Slot slot, int frame, IReadOnlyDictionary<int, string> stills, IProgress<int> progress)
    {
        encoder.Write(slot.Pixels);
        if (stills.TryGetValue(frame, out var path))
        {
            using var file = File.Create(path);
            if (!slot.EncodeJpeg(file))
                throw new InvalidOperationException($"frame {frame} could not be encoded as JPEG");
        }

        progress.Report(frame + 1);
    }

    /// <summary>The memory of one frame, and of what dissolves into it.</summary>
    private sealed class Slot : IDisposable
    {
        private readonly SKBitmap _bitmap;
        private readonly SKCanvas _canvas;
        private readonly SKImageInfo _info;
        private SKBitmap? _second;
        private SKCanvas? _secondCanvas;

        public Slot(FilmSettings settings)
        {
            _info = new SKImageInfo(settings.Width, settings.Height, SKColorType.Bgra8888, SKAlphaType.Opaque);
            _bitmap = new SKBitmap(_info);
            _canvas = new SKCanvas(_bitmap);
        }

        public SKCanvas Canvas => _canvas;

        public SKCanvas Second => _secondCanvas ??= new SKCanvas(_second = new SKBitmap(_info));

        public ReadOnlySpan<byte> Pixels => _bitmap.GetPixelSpan();

        public void Blend(float opacity)
        {
            using var paint = new SKPaint();
            paint.Color = SKColors.White.WithAlpha((byte)MathF.Round(255 * opacity));
            _canvas.DrawBitmap(_second, 0, 0, paint);
        }

        public bool EncodeJpeg(Stream file) => _bitmap.Encode(file, SKEncodedImageFormat.Jpeg, 92);

        public void Dispose()
        {
            _canvas.Dispose();
            _bitmap.Dispose();
            _secondCanvas?.Dispose();
            _second?.Dispose();
        }
    }
}
