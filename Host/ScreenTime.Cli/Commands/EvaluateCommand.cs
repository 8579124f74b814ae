using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Counting;
using ScreenTime.Host.Evaluation;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Results;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime evaluate DIR --truth CSV</c>: how well the result agrees with labels.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder of an analysis." };
        var truth = new Option<string>("--truth") { Description = "Labels in any of their forms (docs/labels.md).", Required = true, HelpName = "CSV" };
        var classes = new Option<string?>("--classes") { Description = "What class numbers mean: 0=nobody,1=jerry,2=tom.", HelpName = "LIST" };
        var command = new Command("evaluate", "Compare a result with the truth: precision, recall, F1, average precision, screen time and error.") { folder, truth, classes };
        command.SetAction(parsed =>
        {
            var directory = parsed.GetRequiredValue(folder);
            if (File.Exists(Path.Combine(directory, ImageAnalysisJob.PredictionsFile)) && !File.Exists(Path.Combine(directory, ResultFile.Name)))
            {
                EvaluateImages(directory, parsed.GetRequiredValue(truth), parsed.GetValue(classes));
                return 0;
            }

            var result = ResultFile.Read(directory);
            var sheet = LabelSheet.Read(
                parsed.GetRequiredValue(truth), result.Cast, parsed.GetValue(classes), partOfCast: result.Provenance.Settings.ContainsKey("only"));
            var laid = Truth.Of(sheet, result);
            Print(Score.Of(result, laid));
            Console.WriteLine(sheet.Form == LabelForm.Ranges
                ? "Scored once a second, at n + 0.5 s; screen time to the frame, by the rule " + CountingRules.Visible + "; ambiguous stretches left out."
                : "Scored at the labelled moments; ambiguous ones left out.");
            var unknown = FrameRange.Union(result.Unknowns.Select(item => item.Record));
            if (laid.Points.Count(point => unknown.Any(range => range.Contains(point.Frame))) is > 0 and var unseen)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{unseen} of the {laid.Points.Count} scored moments lie in time that could not be looked at: nobody is marked there, and who is there counts as not found."));
            }

            return 0;
        });
        return command;
    }

    private static void EvaluateImages(string directory, string truth, string? classes)
    {
        var predictions = Predictions.Read(Path.Combine(directory, ImageAnalysisJob.PredictionsFile));
        var sheet = LabelSheet.Read(truth, predictions.Cast, classes);
        if (sheet.Form is not (LabelForm.Images or LabelForm.Classes))
            throw new UserException(ExitCode.InputInvalid, $"{sheet.Name} labels moments, but {directory} holds judged images: give labels by image");
        var scored = sheet.Rows.Where(row => !row.Ambiguous && predictions.ByImage.ContainsKey(row.Subject)).ToList();
        if (scored.Count == 0)
            throw new UserException(ExitCode.InputInvalid, $"{sheet.Name} labels none of the images that were judged");
        Print([.. predictions.Cast.Characters.Select((character, index) => Score.Of(
            character.Id,
            [.. scored.Where(row => row.Present[index] is not null).Select(row =>
            {
                var probability = predictions.ByImage[row.Subject][index];
                return (row.Present[index]!.Value, probability >= 0.5f, probability);
            })]))]);
        if (sheet.Form == LabelForm.Classes)
            PrintClasses(predictions, sheet, scored, directory);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scored.Count} images scored."));
    }

    /// <summary>
    /// The tutorial's own measure, one class a picture: how often it was right on the labels that taught the model, on those that were held out, and here; and
    /// which class was taken for which.
    /// </summary>
    private static void PrintClasses(Predictions predictions, LabelSheet sheet, IReadOnlyList<LabelRow> scored, string directory)
    {
        string Name(int character) => character < 0 ? "nobody" : predictions.Cast.Characters[character].Id;
        var answers = scored.Select(row => (True: sheet.Classes[row.Class!.Value], Found: ClassAccuracy.ClassOf(predictions.ByImage[row.Subject]))).ToList();
        var record = PredictionsRecord.Read(directory);
        Console.WriteLine();
        Console.WriteLine("Accuracy in the tutorial's sense, one class a picture:");
        var parts = new List<(string Part, ClassAccuracy? Accuracy)>
        {
            ("train", record?.Training),
            ("validation", record?.Validation),
            ("test", new ClassAccuracy(answers.Count(answer => answer.True == answer.Found), answers.Count)),
        };
        foreach (var line in TextTable.Format(
            ["", "images", "right", "accuracy"],
            parts.Select(part => (string[])[
                part.Part, TextTable.Number(part.Accuracy?.Scored), TextTable.Number(part.Accuracy?.Right),
                TextTable.Number(part.Accuracy is { Scored: > 0 } accuracy ? (double)accuracy.Right / accuracy.Scored : null, "0.000")])))
            Console.WriteLine("  " + line);
        if (record is { Split: { } split, Training: not null })
            Console.WriteLine($"  train and validation are of the cast's labels, as 'cast train' found them: {split}");
        else
            Console.WriteLine("  train and validation are not known: the model was trained by an earlier version, or not by ScreenTime; 'cast train' finds them");

        // Classes that the truth calls by several numbers are one; what was found and has no number has a column, too.
        var columns = sheet.Classes.OrderBy(pair => pair.Key).Select(pair => pair.Value).Distinct().ToList();
        columns.AddRange(answers.Select(answer => answer.Found).Distinct().Except(columns).Order());
        Console.WriteLine();
        Console.WriteLine("Confusion matrix of the test (rows: truth; columns: found):");
        foreach (var line in TextTable.Format(
            ["", .. columns.Select(Name)],
            columns.Select(row => (string[])[Name(row), .. columns.Select(column => TextTable.Number(answers.Count(answer => answer.True == row && answer.Found == column)))])))
            Console.WriteLine("  " + line);
        if (record is { Labelled: { Count: > 0 } labelled } && scored.Count(row => labelled.Contains(row.Subject)) is > 0 and var known)
            Console.WriteLine($"{known} of the test's {scored.Count} images are labelled frames of the cast: that flatters.");
    }

    private static void Print(IReadOnlyList<CharacterScore> scores)
    {
        var withTime = scores.Any(score => score.TrueSeconds is not null);
        string[] header = ["character", "positives", "scored", "precision", "recall", "F1", "AP"];
        foreach (var line in TextTable.Format(
            withTime ? [.. header, "found s", "true s", "error"] : header,
            scores.Select(score =>
            {
                string[] row =
                [
                    score.CharacterId, TextTable.Number(score.Positives), TextTable.Number(score.Scored), TextTable.Number(score.Precision, "0.000"),
                    TextTable.Number(score.Recall, "0.000"), TextTable.Number(score.F1, "0.000"), TextTable.Number(score.AveragePrecision, "0.000"),
                ];
                return withTime
                    ? [.. row, TextTable.Number(score.FoundSeconds?.Seconds, "0.00"), TextTable.Number(score.TrueSeconds?.Seconds, "0.00"), Error(score)]
                    : row;
            })))
            Console.WriteLine(line);
    }

    private static string Error(CharacterScore score) =>
        score is { FoundSeconds: { } found, TrueSeconds: { } truth } && truth > MediaTime.Zero
            ? string.Create(CultureInfo.InvariantCulture, $"{(found.Seconds - truth.Seconds) / truth.Seconds:+0.0%;-0.0%;0.0%}")
            : "–";
}
