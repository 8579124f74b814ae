using System.CommandLine;
using System.Globalization;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Host.Labels;
using ScreenTime.Host.Media;
using ScreenTime.Host.Plugins;
using ScreenTime.Host.Timelines;
using ScreenTime.Sdk;

namespace ScreenTime.Cli.Commands;

/// <summary><c>screentime cast</c>: who to look for, and what they look like.</summary>
internal static class CastCommand
{
    public static Command Create() => new("cast", "Who to look for: create a cast, enrol people, label frames, train, show, restore, forget.")
    {
        CreateCommand(),
        EnrollCommand(),
        LabelCommand(),
        NextCommand(),
        TrainCommand(),
        ShowCommand(),
        RestoreCommand(),
        SuggestCommand(),
        PlayCommand(),
        ForgetCommand(),
    };

    private static Argument<string> Folder() => new("CAST") { Description = "The cast's folder." };

    private static Command CreateCommand()
    {
        var folder = Folder();
        var names = new Option<string[]>("--name") { Description = "A character: an id, or \"Display Name=id\"; give it once a character, leads first.", HelpName = "NAME" };
        var people = new Option<string[]>("--person") { Description = "Likewise a person, who is recognised by their face; needs --consent and --until.", HelpName = "NAME" };
        var (consent, until) = ConsentOptions();
        var models = new Option<string[]>("--model") { Description = "A model of your own instead of the usual one: KIND=ID, KIND backbone, face-detector or face-descriptor (docs/people.md).", HelpName = "KIND=ID" };
        var command = new Command("create", "Make a new cast.") { folder, names, people, consent, until, models };
        command.SetAction(parsed =>
        {
            var chosen = (parsed.GetValue(models) ?? []).Select(ChosenModel).ToList();
            var cast = CastFolder.Create(
                parsed.GetRequiredValue(folder), parsed.GetValue(names) ?? [], parsed.GetValue(people) ?? [], Consent.Read(parsed.GetValue(consent), parsed.GetValue(until), Today));
            foreach (var (kind, id) in chosen)
                cast.ChooseModel(kind, id);
            Console.WriteLine($"Created the cast {cast.Cast.Id}: {string.Join(", ", cast.Cast.Characters.Select(character => $"{character.Name} ({character.Id}, {character.Color.ToLowerInvariant()} markers)"))}");
            if (cast.HasPeople)
                Console.WriteLine("It holds people: nobody but you can read its folder.");
            return 0;
        });
        return command;
    }

    private static Command EnrollCommand()
    {
        var folder = Folder();
        var person = new Argument<string>("PERSON") { Description = "An id of the cast, or a new person: an id, or \"Display Name=id\"." };
        var photos = new Option<string[]>("--photo") { Description = "A photograph of their face and no other, or a folder of such; may be given several times.", HelpName = "FILE|DIR" };
        var (consent, until) = ConsentOptions();
        var command = new Command("enroll", "Add a person and photographs of their face, or renew the consent to use it.") { folder, person, photos, consent, until };
        command.SetAction(parsed =>
        {
            var cast = CastFolder.Load(parsed.GetRequiredValue(folder));
            var pictures = (parsed.GetValue(photos) ?? []).SelectMany(path => Directory.Exists(path) ? ImageFrames.In(path) : [path]).ToList();
            var basis = Consent.Read(parsed.GetValue(consent), parsed.GetValue(until), Today);
            if (pictures.Count == 0 && basis is null)
                throw new UserException(ExitCode.Usage, "nothing to do: give --photo, or --consent with --until");
            var terminal = new Terminal();
            try
            {
                var (character, added) = new LabellingJob(cast, terminal).Enroll(parsed.GetRequiredValue(person), basis, pictures, Today);
                terminal.Finish();
                Console.WriteLine($"{character.Name} ({character.Id}): {added} photographs added; consent until {cast.Consents[character.Id].Until:yyyy-MM-dd} ({cast.Consents[character.Id].Basis}).");
                Console.WriteLine($"Now train: screentime cast train {cast.Path}");
            }
            finally
            {
                terminal.Finish();
            }

            return 0;
        });
        return command;
    }

    private static Command SuggestCommand()
    {
        var folder = Folder();
        var timeline = new Argument<string>("TIMELINE") { Description = "A timeline or a film to look through for whom the cast does not know." };
        var output = new Option<string>("--out") { Description = "The folder for pictures; of faces, 'screentime close' deletes what it keeps.", Required = true, HelpName = "DIR" };
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in; may be given several times.", HelpName = "DIR" };
        var sampleRate = new Option<string>("--sample-rate") { Description = "Frames a second to look at.", DefaultValueFactory = _ => "1", HelpName = "N" };
        var device = new Option<string>("--device") { Description = "auto, cpu, directml[:n] or cuda[:n].", DefaultValueFactory = _ => "auto", HelpName = "DEVICE" };
        var command = new Command("suggest", "Group the faces, or the frames, that nobody named, so that you name a group.") { folder, timeline, output, mediaRoots, sampleRate, device };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var cast = CastFolder.Load(parsed.GetRequiredValue(folder));
            var terminal = new Terminal();
            try
            {
                var suggestions = await new SuggestionJob(HostPlugins.Load(), terminal).RunAsync(
                    cast,
                    new AnalysisSettings(parsed.GetRequiredValue(timeline), cast.Path, parsed.GetRequiredValue(output))
                    {
                        MediaRoots = parsed.GetValue(mediaRoots) ?? [],
                        SampleRate = Arguments.SampleRate(parsed.GetRequiredValue(sampleRate)),
                        Device = Arguments.Device(parsed.GetRequiredValue(device)),
                    },
                    cancellationToken).ConfigureAwait(false);
                terminal.Finish();
                if (suggestions.Groups.Count == 0)
                    Console.WriteLine(cast.HasPeople ? "Nobody recurs whom the cast does not know." : "No look recurs among the frames in which nobody of the cast is found.");
                foreach (var group in suggestions.Groups)
                    Console.WriteLine($"{group.Name}: {group.Frames} frames, first at {group.First}: {group.Pictures[0]}");
                if (suggestions.Groups.Count > 0)
                {
                    Console.WriteLine(suggestions.Sheet is { } sheet
                        ? $"Write 1 or 0 under each character in {sheet}, then: screentime cast label {cast.Path} --labels {sheet} --images {Path.GetDirectoryName(sheet)}"
                        : $"Name one: screentime cast enroll {cast.Path} NAME --photo {Path.GetDirectoryName(suggestions.Groups[0].Pictures[0])} --consent BASIS --until DATE");
                }
            }
            finally
            {
                terminal.Finish();
            }

            return 0;
        });
        return command;
    }

    private static Command PlayCommand()
    {
        var folder = Folder();
        var look = new Argument<string>("LOOK") { Description = "The id of an entry of the cast: what is recognised." };
        var performer = new Option<string>("--performer") { Description = "Who plays.", Required = true, HelpName = "NAME" };
        var character = new Option<string>("--character") { Description = "Who is played.", Required = true, HelpName = "NAME" };
        var episodes = new Option<string[]>("--episode") { Description = "Episodes for which it holds; all without.", HelpName = "LIST" };
        var from = new Option<string?>("--from") { Description = "The first day for which it holds.", HelpName = "DATE" };
        var until = new Option<string?>("--until") { Description = "The last day.", HelpName = "DATE" };
        var command = new Command("play", "Say which performer plays which character with a look (doubles, twins, child versions).") { folder, look, performer, character, episodes, from, until };
        command.SetAction(parsed =>
        {
            var cast = CastFolder.Load(parsed.GetRequiredValue(folder));
            var casting = new Casting(
                parsed.GetRequiredValue(look), parsed.GetRequiredValue(performer), parsed.GetRequiredValue(character), Arguments.List(parsed.GetValue(episodes)),
                Arguments.Day("--from", parsed.GetValue(from)), Arguments.Day("--until", parsed.GetValue(until)));
            cast.Play(casting);
            Console.WriteLine($"{casting.Performer} plays {casting.Character} with the look {casting.Look}{(casting.Episodes.Count > 0 ? $" in {string.Join(", ", casting.Episodes)}" : "")}.");
            return 0;
        });
        return command;
    }

    private static Command ForgetCommand()
    {
        var folder = Folder();
        var person = new Argument<string>("PERSON") { Description = "The id of a person or character of the cast." };
        var jobs = new Option<string[]>("--job") { Description = "A result folder to reach too, besides those remembered on this machine.", HelpName = "DIR" };
        var command = new Command("forget", "Delete all that is known of a person's face, and say what cannot be reached.") { folder, person, jobs };
        command.SetAction(parsed =>
        {
            var outcome = ForgettingJob.Run(CastFolder.Load(parsed.GetRequiredValue(folder)), parsed.GetRequiredValue(person), parsed.GetValue(jobs) ?? []);
            Console.WriteLine("Deleted:");
            foreach (var line in outcome.Deleted)
                Console.WriteLine($"  {line}");
            Console.WriteLine("Not reached:");
            foreach (var line in outcome.NotReached)
                Console.WriteLine($"  {line}");
            return 0;
        });
        return command;
    }

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private static (Option<string?> Consent, Option<string?> Until) ConsentOptions() => (
        new Option<string?>("--consent") { Description = "On what basis people's faces are used: the contract or signed form.", HelpName = "BASIS" },
        new Option<string?>("--until") { Description = "The last day on which it holds (2027-12-31); after it, analysis is refused.", HelpName = "DATE" });

    private static (string Kind, string Id) ChosenModel(string text) =>
        text.Split('=', 2, StringSplitOptions.TrimEntries) is ["backbone" or "face-detector" or "face-descriptor", { Length: > 0 } id] sides && id == Path.GetFileName(id)
            ? (sides[0], id)
            : throw Arguments.Invalid("--model", text, "KIND=ID with KIND backbone, face-detector or face-descriptor, and ID a folder in the models folder");

    private static Command LabelCommand()
    {
        var folder = Folder();
        var labels = new Option<string?>("--labels") { Description = "A CSV of labels (docs/labels.md).", HelpName = "CSV" };
        var images = new Option<string?>("--images") { Description = "The folder of the images that the labels name.", HelpName = "DIR" };
        var media = new Option<string?>("--media") { Description = "The film that the labels speak of.", HelpName = "MEDIA" };
        var markers = new Option<string?>("--from-markers") { Description = "A timeline whose clip names or markers name characters.", HelpName = "TIMELINE" };
        var classes = new Option<string?>("--classes") { Description = "What class numbers mean: 0=nobody,1=jerry,2=tom.", HelpName = "LIST" };
        var title = new Option<string?>("--title") { Description = "The film or episode; labels are held out by title where there are several.", HelpName = "NAME" };
        var mediaRoots = new Option<string[]>("--media-root") { Description = "A folder to look for media in (with --from-markers).", HelpName = "DIR" };
        var timelineOptions = new TimelineOptions();
        var command = new Command("label", "Add labelled frames.") { folder, labels, images, media, markers, classes, title, mediaRoots };
        timelineOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var cast = CastFolder.Load(parsed.GetRequiredValue(folder));
            var terminal = new Terminal();
            var job = new LabellingJob(cast, terminal);
            var before = cast.Labels.Count;
            LabellingOutcome outcome;
            try
            {
                if (parsed.GetValue(markers) is { } timeline)
                {
                    if ((parsed.GetValue(labels) ?? parsed.GetValue(images) ?? parsed.GetValue(media) ?? parsed.GetValue(classes) ?? parsed.GetValue(title)) is not null)
                        throw new UserException(ExitCode.Usage, "--from-markers goes without --labels, --images, --media, --classes and --title: the timeline says it all");
                    var catalog = HostPlugins.Load();
                    var probe = new MediaProbe(await FfmpegTools.FindAsync(cancellationToken).ConfigureAwait(false));
                    var document = await new TimelineLoader(catalog.Readers, probe).LoadAsync(timeline, timelineOptions.Read(parsed), cancellationToken).ConfigureAwait(false);
                    outcome = await job.LabelFromMarkersAsync(document, new LinkOptions(parsed.GetValue(mediaRoots) ?? [], []), cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    if (parsed.GetValue(labels) is not { } path)
                        throw new UserException(ExitCode.Usage, "say what the labels are: --labels CSV with --images DIR or --media MEDIA, or --from-markers TIMELINE");
                    var sheet = LabelSheet.Read(path, cast.Cast, parsed.GetValue(classes));
                    outcome = (parsed.GetValue(images), parsed.GetValue(media)) switch
                    {
                        ({ } folderOfImages, null) => job.LabelImages(
                            sheet, folderOfImages, parsed.GetValue(title) ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folderOfImages)))),
                        (null, { } film) => await job.LabelMediaAsync(
                            sheet, film, parsed.GetValue(title) ?? Path.GetFileNameWithoutExtension(film), cancellationToken).ConfigureAwait(false),
                        _ => throw new UserException(ExitCode.Usage, "--labels goes with either --images DIR or --media MEDIA"),
                    };
                }
            }
            finally
            {
                terminal.Finish();
            }

            var again = before + outcome.Added - cast.Labels.Count;
            Console.WriteLine(
                $"Added {outcome.Added} labelled frames ({outcome.LeftOut} {(parsed.GetValue(markers) is null ? "rows left out: ambiguous or empty" : "stretches left out: offline, or under a title")}); "
                + $"the cast has {cast.Labels.Count}{(again > 0 ? $": {again} were pictures that it had already, and got the new labels" : "")}.");
            foreach (var character in cast.Cast.Characters)
                Console.WriteLine($"  {character.Name}: {Count(cast, character, true)} with, {Count(cast, character, false)} without");
            return 0;
        });
        return command;
    }

    private static Command NextCommand()
    {
        var folder = Folder();
        var media = new Option<string?>("--media") { Description = "A film to choose frames of.", HelpName = "MEDIA" };
        var images = new Option<string?>("--images") { Description = "A folder of images to choose from.", HelpName = "DIR" };
        var count = new Option<int>("--count") { Description = "How many frames, 1 to 400.", DefaultValueFactory = _ => 12, HelpName = "N" };
        var output = new Option<string>("--out") { Description = "Where the label file to fill in, the pictures and the contact sheet go.", Required = true, HelpName = "DIR" };
        var device = new Option<string>("--device") { Description = "auto, cpu, directml[:n] or cuda[:n].", DefaultValueFactory = _ => "auto", HelpName = "DEVICE" };
        var command = new Command("next", "Choose the frames whose labels teach most.") { folder, media, images, count, output, device };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var cast = CastFolder.Load(parsed.GetRequiredValue(folder));
            var (film, pictures) = (parsed.GetValue(media), parsed.GetValue(images));
            if (film is null == pictures is null)
                throw new UserException(ExitCode.Usage, "say what to choose from: --media MEDIA or --images DIR");
            if (parsed.GetValue(count) is var wanted && wanted is < 1 or > 400)
                throw new UserException(ExitCode.Usage, "--count takes 1 to 400");
            var terminal = new Terminal();
            try
            {
                var outcome = await new NextLabelsJob(HostPlugins.Load(), terminal).RunAsync(
                    cast,
                    new NextLabelsSettings(film, pictures, wanted, parsed.GetRequiredValue(output), Arguments.Device(parsed.GetRequiredValue(device))),
                    cancellationToken).ConfigureAwait(false);
                terminal.Finish();
                Console.WriteLine($"Chose {outcome.Chosen} of {outcome.Of} frames{(outcome.Chosen < wanted ? ": all others look like one of these or like a labelled one" : "")}.");
                if (cast.Labels.Count > 0)
                    Console.WriteLine($"{outcome.Of - outcome.Unlabelled} of {outcome.Of} frames look like one that is labelled already.");
                Console.WriteLine($"Look at {Path.Combine(parsed.GetRequiredValue(output), NextLabelsJob.SheetFile)}, write 1 or 0 for each character into {outcome.Files[0]}, then:");
                Console.WriteLine($"  screentime cast label {cast.Path} --labels {outcome.Files[0]} {(film is null ? $"--images {pictures}" : $"--media {film}")}");
            }
            finally
            {
                terminal.Finish();
            }

            return 0;
        });
        return command;
    }

    private static Command TrainCommand()
    {
        var folder = Folder();
        var split = new Option<string>("--split") { Description = "How labels are held out: shot, or random (flattering).", DefaultValueFactory = _ => "shot", HelpName = "HOW" };
        var noBalance = new Option<bool>("--no-balance") { Description = "Let present and absent weigh as they come." };
        var device = new Option<string>("--device") { Description = "auto, cpu, directml[:n] or cuda[:n].", DefaultValueFactory = _ => "auto", HelpName = "DEVICE" };
        var command = new Command("train", "Learn the characters from the labelled frames.") { folder, split, noBalance, device };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var cast = CastFolder.Load(parsed.GetRequiredValue(folder));
            var how = parsed.GetRequiredValue(split) switch
            {
                "shot" => SplitKind.ByShot,
                "random" => SplitKind.Random,
                var other => throw Arguments.Invalid("--split", other, "shot or random"),
            };
            var terminal = new Terminal();
            try
            {
                var settings = new TrainingSettings(how, !parsed.GetValue(noBalance), Arguments.Device(parsed.GetRequiredValue(device)));
                var (outcome, model) = await new TrainingJob(HostPlugins.Load(), terminal).RunAsync(cast, settings, cancellationToken).ConfigureAwait(false);
                terminal.Finish();
                Print(outcome);
                Console.WriteLine($"Model {Path.GetFileName(model)} is in use.");
            }
            finally
            {
                terminal.Finish();
            }

            return 0;
        });
        return command;
    }

    private static Command ShowCommand()
    {
        var folder = Folder();
        var command = new Command("show", "Show characters, labels, models and their figures.") { folder };
        command.SetAction(parsed =>
        {
            var cast = CastFolder.Load(parsed.GetRequiredValue(folder));
            Console.WriteLine($"Cast {cast.Cast.Id}, {(cast.Labels.Count == 0 ? "no labelled frames yet" : $"{cast.Labels.Count} labelled frames from {string.Join(", ", cast.Labels.Select(label => label.Title).Distinct(StringComparer.Ordinal))}")}");
            foreach (var character in cast.Cast.Characters)
                Console.WriteLine($"  {character.Name} ({character.Id}): {Count(cast, character, true)} with, {Count(cast, character, false)} without, {character.Color.ToLowerInvariant()} markers");
            foreach (var model in cast.Models)
            {
                Console.WriteLine($"Model {Path.GetFileName(model)}{(model == cast.CurrentModelFolder ? ", in use" : "")}");
                if (TrainingJob.OutcomeOf(model) is { } outcome)
                    Print(outcome);
                else
                    Console.WriteLine($"  How it was trained cannot be read: {TrainingJob.TrainingFile} is missing or damaged");
            }

            if (cast.Models.Count == 0)
                Console.WriteLine($"It is not trained yet: screentime cast train {cast.Path}");
            return 0;
        });
        return command;
    }

    private static Command RestoreCommand()
    {
        var folder = Folder();
        var number = new Argument<int>("MODEL") { Description = "The number of an earlier model." };
        var command = new Command("restore", "Put an earlier model into use again.") { folder, number };
        command.SetAction(parsed =>
        {
            var model = CastFolder.Load(parsed.GetRequiredValue(folder)).RestoreModel(parsed.GetRequiredValue(number));
            Console.WriteLine($"Model {parsed.GetRequiredValue(number):0000} is in use again, as {Path.GetFileName(model)}.");
            return 0;
        });
        return command;
    }

    private static int Count(CastFolder cast, Character character, bool present) =>
        cast.Labels.Count(label => label.Present.TryGetValue(character.Id, out var answer) && answer == present);

    private static void Print(TrainingOutcome outcome)
    {
        Console.WriteLine($"  {outcome.SplitDescription}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  taught by {outcome.TrainingCount}: loss {outcome.TrainingLoss:0.000}, accuracy {outcome.TrainingAccuracy:0.000}; held out {outcome.ValidationCount}: loss {outcome.ValidationLoss:0.000}, accuracy {outcome.ValidationAccuracy:0.000}"));
        foreach (var line in TextTable.Format(
            ["character", "with", "without", "weight", "precision", "recall", "F1", "90 %"],
            outcome.Characters.Select(character => new[]
            {
                character.CharacterId, TextTable.Number(character.Present), TextTable.Number(character.Absent), TextTable.Number(character.PositiveWeight, "0.00"),
                TextTable.Number(character.Precision?.Value, "0.000"), TextTable.Number(character.Recall?.Value, "0.000"), TextTable.Number(character.F1?.Value, "0.000"),
                character.F1 is { } f1 ? string.Create(CultureInfo.InvariantCulture, $"{f1.Low:0.00}-{f1.High:0.00}") : "–",
            })))
            Console.WriteLine("  " + line);
        Console.WriteLine("  Expected on frames like the labelled ones: each was asked of a model that had not seen its shot. With 90 % confidence F1 lies in the interval.");
        Console.WriteLine($"  {outcome.Description.Backbone}, {outcome.Description.Parameters} trained parameters, {outcome.Description.ByteCount / 1024} KiB: {string.Join("; ", outcome.Description.Layers)}");
        foreach (var warning in outcome.Warnings)
            Console.WriteLine($"  Warning: {warning}");
    }
}
