using SkiaSharp;

namespace ScreenTime.Exporters.Report.Pdf;

/// <summary>Pages of A4 in the making: what is drawn on each, and how far down the last one is filled. All measures are points.</summary>
internal sealed class PdfPages
{
    /// <summary>The size of a page (ISO 216).</summary>
    public const float Width = 595.28f, Height = 841.89f;

    /// <summary>Where content lies.</summary>
    public const float Left = 42, Right = Width - 42, Top = 54, Bottom = Height - 56;

    /// <summary>How wide content is.</summary>
    public const float Room = Right - Left;

    private readonly List<List<Action<SKCanvas>>> _pages = [[]];

    /// <summary>The pages.</summary>
    public IReadOnlyList<IReadOnlyList<Action<SKCanvas>>> Pages => _pages;

    /// <summary>Down to where the page is filled.</summary>
    public float Y { get; private set; } = Top;

    /// <summary>Whether nothing is on the page yet.</summary>
    public bool IsFresh => Y <= Top;

    /// <summary>Begins a page, unless the last is empty.</summary>
    public void NewPage()
    {
        if (IsFresh)
            return;
        _pages.Add([]);
        Y = Top;
    }

    /// <summary>Begins a page where the last has not so much room left.</summary>
    public bool Need(float height)
    {
        if (Y + height <= Bottom || IsFresh)
            return false;
        NewPage();
        return true;
    }

    /// <summary>Draws on the page; the action is given where.</summary>
    public void Draw(Action<SKCanvas, float> draw)
    {
        var y = Y;
        _pages[^1].Add(canvas => draw(canvas, y));
    }

    /// <summary>Moves down.</summary>
    public void Down(float by) => Y += by;
}
