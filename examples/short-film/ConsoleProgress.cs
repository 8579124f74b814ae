namespace ScreenTime.Examples.ShortFilm;

/// <summary>Tells on standard error how far a production is: one line that is overwritten at a terminal, now and then a line elsewhere.</summary>
internal sealed class ConsoleProgress(FilmSettings settings) : IProductionProgress
{
    private const int Steps = 20;
    private readonly Lock _gate = new();
    private int _told = -1;

    public void ShotPlanned(int count)
    {
        if (count % 100 == 0)
            Say(FormattableString.Invariant($"planned {count} shots"), last: true);
    }

    public void Report(int value)
    {
        var step = (int)((long)value * Steps / settings.FrameCount);
        lock (_gate)
        {
            if (step == _told)
                return;
            _told = step;
        }

        Say(FormattableString.Invariant($"rendered {value} of {settings.FrameCount} frames ({100L * value / settings.FrameCount} %)"), value == settings.FrameCount);
    }

    private static void Say(string text, bool last)
    {
        if (Console.IsErrorRedirected)
            Console.Error.WriteLine(text);
        else
            Console.Error.Write(last ? $"\r{text}\n" : $"\r{text}");
    }
}
