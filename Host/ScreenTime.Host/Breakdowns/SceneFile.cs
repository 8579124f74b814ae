using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Breakdowns;

/// <summary>
/// The scenes of a timeline as a production lists them: a CSV with the columns <c>scene</c>, <c>in</c> and <c>out</c>, record timecodes, the out point not included; a row without an out
/// point ends where the next scene begins, the last one with the programme.
/// </summary>
public static class SceneFile
{
    /// <summary>Reads scenes.</summary>
    /// <param name="path">The CSV.</param>
    /// <param name="result">Whose timecodes they are.</param>
    /// <param name="programme">Where a last scene without an out point ends.</param>
    /// <exception cref="UserException">The file is missing, has other columns, or scenes overlap or lie outside the timeline.</exception>
    public static SceneList Read(string path, AnalysisResult result, FrameRange programme)
    {
        var rows = CsvFile.Read(path, out var sha256);
        var name = Path.GetFileName(path);
        var header = rows.Count > 0 ? rows[0].Fields.Select(field => field.Trim().ToLowerInvariant()).ToList() : [];
        var (scene, first, end) = (header.IndexOf("scene"), header.IndexOf("in"), header.IndexOf("out"));
        if (scene < 0 || first < 0)
            throw new UserException(ExitCode.InputInvalid, $"{name}: the first line must name the columns scene, in and out");
        var listed = rows.Skip(1).Select(row =>
        {
            string Field(int column) => column >= 0 && column < row.Fields.Count ? row.Fields[column].Trim() : "";
            if (Field(scene).Length is 0 or > SceneListing.LongestName || Field(scene).Any(char.IsControl))
                throw new UserException(ExitCode.InputInvalid, $"{name}, line {row.Line}: a scene has a name of 1 to {SceneListing.LongestName} printable characters");
            return new ListedScene($"line {row.Line}", Field(scene), Frame(Field(first), row.Line), Field(end).Length == 0 ? null : Frame(Field(end), row.Line));
        });
        return new SceneList(name, sha256, SceneListing.Of(name, listed, result, programme));

        long Frame(string timecode, int line)
        {
            if (!Timecode.TryParse(timecode, result.Rate, result.DropFrame, out var frame, out var error))
                throw new UserException(ExitCode.InputInvalid, $"{name}, line {line}: {error}");
            return frame - result.StartFrame is >= 0 and var at && at <= result.FrameCount
                ? at
                : throw new UserException(
                    ExitCode.InputInvalid, $"{name}, line {line}: {timecode} lies outside the timeline, {result.TimecodeOf(0)} to {result.TimecodeOf(result.FrameCount)}");
        }
    }
}
