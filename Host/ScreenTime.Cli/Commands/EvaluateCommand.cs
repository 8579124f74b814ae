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
            var sheet = LabelSheet.Read(parsed.GetRequiredValue(truth), result.Cast, parsed.GetValue(classes));
            var laid = Truth.Of(sheet, result);
            Print(Score.Of(result, laid));
            Console.WriteLine(sheet.Form == LabelForm.Ranges
                ? "Scored once a second, at n + 0.5 s; screen time to the frame, by the rule " + CountingRules.Visible + "; ambiguous stretches left out."
                : "Scored at the labelled moments; ambiguous ones left out.");
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
            PrintClasses(predictions, sheet, scored);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{scored.Count} images scored."));
    }

    /// <summary>The tutorial's own measure: one class a picture, the most probable character at 0.5 or above, else nobody.</summary>
    private static void PrintClasses(Predictions predictions, LabelSheet sheet, IReadOnlyList<LabelRow> scored)
    {
        string Name(int character) => character < 0 ? "nobody" : predictions.Cast.Characters[character].Id;
        int Predicted(string image)
        {
            var probabilities = predictions.ByImage[image];
            var best = Enumerable.Range(0, probabilities.Count).MaxBy(i => probabilities[i]);
            return probabilities[best] >= 0.5f ? best : -1;
        }

        var answers = scored.Select(row => (True: sheet.Classes[row.Class!.Value], Found: Predicted(row.Subject))).ToList();
        var columns = sheet.Classes.OrderBy(pair => pair.Key).Select(pair => pair.Value).ToList();
        Console.WriteLine();
        Console.WriteLine("Confusion matrix (rows: truth; columns: found):");
        foreach (var line in TextTable.Format(
            ["", .. columns.Select(Name)],
            columns.Select(row => (string[])[Name(row), .. columns.Select(column => TextTable.Number(answers.Count(answer => answer.True == row && answer.Found == column)))])))
            Console.WriteLine("  " + line);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Accuracy in the tutorial's sense: {(double)answers.Count(answer => answer.True == answer.Found) / answers.Count:0.000} ({answers.Count(answer => answer.True == answer.Found)} of {answers.Count})"));
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
