using MathNet.Numerics.Distributions;
using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Titles;

/// <summary>
/// How long somebody is on screen in a film as the model sees it now, and between what the truth probably lies: what tells whether more labels are needed. No bounds for a report, which only
/// an audit gives: the labelled frames were chosen, not drawn.
/// </summary>
/// <param name="CharacterId">Who.</param>
/// <param name="Found">The share of the film's frames in which they are found, 0 to 1.</param>
/// <param name="Low">The least share that is probable: one time in twenty it is less.</param>
/// <param name="High">The greatest share that is probable: one time in twenty it is more.</param>
/// <remarks>
/// How often the model finds whom a frame shows, and whom it does not show, is known of labelled frames of the film that did not teach. From that and from how many frames it finds somebody in
/// follows how many frames show them (Rogan and Gladen, Estimating Prevalence from the Results of a Screening Test, American Journal of Epidemiology 107, 1978). What chance does with so few
/// labels is the spread of both rates' posteriors (Jeffreys' prior). Frames that look like a labelled one are taken as they are found. Whom <c>cast next</c> asks for is doubtful more often than
/// the rest of the film, so the range is rather too wide than too narrow (measured: docs/recognition.md).
/// </remarks>
public sealed record ScreenTimeForecast(string CharacterId, double Found, double Low, double High)
{
    /// <summary>With fewer labelled frames of the film that show somebody, or that do not, nothing is said.</summary>
    public const int FewestAnswers = 10;

    // Of looks, as far as dot products tell: neighbouring seconds of a shot (docs/recognition.md).
    private const double SameLook = 0.9;

    private const int Draws = 2000;
    private const double Tail = 0.05;
    private const int Seed = 42;

    /// <summary>The largest error that is probable, in parts of what is found; null where nothing is found.</summary>
    public double? LikelyError => Found > 0 ? Math.Max(High - Found, Found - Low) / Found : null;

    /// <summary>Whether a frame looks like a labelled one, so that its label speaks for it.</summary>
    /// <param name="look">The frame.</param>
    /// <param name="labelled">The labelled frames.</param>
    public static bool IsSpokenFor(float[] look, IReadOnlyList<float[]> labelled) => labelled.Any(other => LabelChoice.Dot(look, other) >= SameLook);

    /// <summary>Forecasts each character of a cast about whom enough is known.</summary>
    /// <param name="cast">The cast.</param>
    /// <param name="frames">Frames spread evenly over the film: its probabilities, and whether a label speaks for it.</param>
    /// <param name="answers">What was said of labelled frames of this film while they did not teach.</param>
    public static IReadOnlyList<ScreenTimeForecast> Of(Cast cast, IReadOnlyList<(IReadOnlyList<float> Probabilities, bool SpokenFor)> frames, IReadOnlyList<HeldOutAnswer> answers)
    {
        var forecasts = new List<ScreenTimeForecast>();
        for (var k = 0; k < cast.Characters.Count && frames.Count > 0; k++)
        {
            var character = k;
            var (shown, hidden) = (answers.Where(answer => answer.Present[character] is true).ToList(), answers.Where(answer => answer.Present[character] is false).ToList());
            if (shown.Count < FewestAnswers || hidden.Count < FewestAnswers)
                continue;
            var known = frames.Count(frame => frame.SpokenFor && Found(frame));
            var (found, open) = (frames.Count(frame => !frame.SpokenFor && Found(frame)), frames.Count(frame => !frame.SpokenFor));
            var (hits, alarms) = (shown.Count(answer => answer.LogOdds[character] >= 0), hidden.Count(answer => answer.LogOdds[character] >= 0));
            var random = new Random(Seed);
            var (hit, alarm) = (new Beta(hits + 0.5, shown.Count - hits + 0.5, random), new Beta(alarms + 0.5, hidden.Count - alarms + 0.5, random));
            var draws = new double[Draws];
            for (var draw = 0; draw < Draws; draw++)
            {
                var (h, a) = (hit.Sample(), alarm.Sample());
                // A model that is no better than chance tells nothing.
                draws[draw] = h > a ? Math.Clamp((found - (a * open)) / (h - a), 0, open) : open * random.NextDouble();
            }

            Array.Sort(draws);
            forecasts.Add(new ScreenTimeForecast(
                cast.Characters[character].Id,
                (double)(known + found) / frames.Count,
                (known + Math.Min(found, draws[(int)(Tail * Draws)])) / frames.Count,
                (known + Math.Max(found, draws[(int)((1 - Tail) * Draws)])) / frames.Count));

            bool Found((IReadOnlyList<float> Probabilities, bool SpokenFor) frame) => frame.Probabilities[character] >= 0.5f;
        }

        return forecasts;
    }
}
