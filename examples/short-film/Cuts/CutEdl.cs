using System.Text;
using ScreenTime.Sdk;

namespace ScreenTime.Examples.ShortFilm.Cuts;

/// <summary>
/// Writes the lowest track of a cut as a CMX3600 edit decision list. Its dissolves begin at the record in of what comes, so an event with one begins half
/// a dissolve earlier than the clip does in the cut: the picture is the same.
/// </summary>
internal static class CutEdl
{
    private const string Reel = "FILM";

    public static string Write(Cut cut, FilmSettings settings, string mediaFile)
    {
        var text = new StringBuilder();
        text.Append("TITLE: ").Append(cut.Name.ToUpperInvariant()).Append('\n');
        text.Append("FCM: ").Append(settings.DropFrame ? "DROP FRAME" : "NON-DROP FRAME").Append("\n\n");
        var picture = cut.Tracks[0];
        var (number, record) = (1, 0);
        for (var i = 0; i < picture.Count; i++)
        {
            var piece = picture[i];
            if (piece is Footage { Enabled: true } footage)
            {
                var back = footage.DissolveIn / 2;
                var until = record + footage.Length - (i + 1 < picture.Count && picture[i + 1] is Footage { DissolveIn: var next } ? next / 2 : 0);
                if (back > 0)
                {
                    // Where the outgoing clip stands when the dissolve begins.
                    var before = (Footage)picture[i - 1];
                    var source = before.Source + before.Length - back;
                    Event(text, settings, number, Reel, "C", source, source, record - back, record - back);
                    Event(text, settings, number, Reel, FormattableString.Invariant($"D    {footage.DissolveIn:000}"), footage.Source - back, footage.Source + until - record, record - back, until);
                    text.Append("* FROM CLIP NAME: ").Append(before.Name).Append("\n* TO CLIP NAME: ").Append(footage.Name).Append('\n');
                }
                else
                {
                    var sourceEnd = footage.Source + footage.SourceLength - (record + footage.Length - until);
                    Event(text, settings, number, Reel, "C", footage.Source, sourceEnd, record, until);
                    if (footage.Speed != Speed.Normal)
                    {
                        var rate = settings.Rate.Value * footage.SourceLength / footage.Length;
                        text.Append(FormattableString.Invariant($"M2   {Reel,-8}       {rate:000.0}                {settings.FilmTimecode(footage.Source)}\n"));
                    }

                    text.Append("* FROM CLIP NAME: ").Append(footage.Name).Append('\n');
                }

                text.Append("* SOURCE FILE: ").Append(mediaFile).Append("\n\n");
                number++;
            }
            else if (piece is Blank)
            {
                text.Append(FormattableString.Invariant($"{number++:000}  BL       V     C        {Timecode.Format(0, settings.Rate, settings.DropFrame)} {Timecode.Format(piece.Length, settings.Rate, settings.DropFrame)} {settings.CutTimecode(record)} {settings.CutTimecode(record + piece.Length)}\n\n"));
            }

            // A disabled clip leaves a hole in the record.
            record += piece.Length;
        }

        return text.ToString();
    }

    private static void Event(
        StringBuilder text, FilmSettings settings, int number, string reel, string transition, int sourceIn, int sourceOut, int recordIn, int recordOut) =>
        text.Append(FormattableString.Invariant(
            $"{number:000}  {reel,-8} V     {transition,-8} {settings.FilmTimecode(sourceIn)} {settings.FilmTimecode(sourceOut)} {settings.CutTimecode(recordIn)} {settings.CutTimecode(recordOut)}\n"));
}
