using System.Globalization;
using System.Security.Cryptography;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using OpenTimelineIO;
using ScreenTime.Host.Files;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Casts;

/// <summary>
/// A cast on disk: <c>cast.json</c> (the characters), <c>labels.json</c> and <c>images/</c> (the labelled frames), <c>models/NNNN/</c> (trained heads,
/// the last is in use). Portable: a folder that can be copied, with no code and no path of any machine in it.
/// </summary>
public sealed class CastFolder
{
    private const int Schema = 1;
    private const int MaximumCharacters = 1000;
    private const long MaximumLength = 256L * 1024 * 1024;
    private const string CastFile = "cast.json";
    private const string LabelsFile = "labels.json";
    private const string LockFile = ".lock";
    private const string TrainingLockFile = ".training.lock";
    private const string PeopleRecognizer = "people";

    // Leads are named first and get the colours that editors tell apart best.
    private static readonly string[] Colors = ["BLUE", "RED", "GREEN", "YELLOW", "PURPLE", "CYAN", "ORANGE", "PINK", "MAGENTA", "WHITE", "BLACK"];

    // Words that label files and analyses use for something else.
    private static readonly string[] s_reserved = ["ambiguous", "note", "nobody", "image", "image_id", "class", "time", "second", "start", "end"];

    private readonly HashSet<string> _newImages = new(StringComparer.Ordinal);

    private CastFolder(string path, Cast cast, string recognizer, IReadOnlyList<LabelledFrame> labels)
    {
        Path = path;
        Cast = cast;
        Recognizer = recognizer;
        Labels = labels;
        Consents = new SortedDictionary<string, Consent>(StringComparer.Ordinal);
        ChosenModels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Castings = [];
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>The characters.</summary>
    public Cast Cast { get; private set; }

    /// <summary>The id of the recogniser that looks for them.</summary>
    public string Recognizer { get; private set; }

    /// <summary>On what basis the faces of people are used, by their ids.</summary>
    public IReadOnlyDictionary<string, Consent> Consents { get; private set; }

    /// <summary>The models that this cast is recognised with instead of the recogniser's own, by kind.</summary>
    public IReadOnlyDictionary<string, string> ChosenModels { get; private set; }

    /// <summary>Who plays whom with which of the cast's entries.</summary>
    public IReadOnlyList<Casting> Castings { get; private set; }

    /// <summary>Whether there are people in it: then the folder is readable by its owner alone.</summary>
    public bool HasPeople => Cast.Characters.Any(character => character.Kind == CharacterKind.Person);

    /// <summary>Where a training keeps what it is working on; gone when it is done.</summary>
    public string WorkFolder => System.IO.Path.Combine(Path, "models", ".work");

    /// <summary>The labelled frames, in the order in which they were added.</summary>
    public IReadOnlyList<LabelledFrame> Labels { get; private set; }

    /// <summary>The folder of the labelled pictures.</summary>
    public string ImagesFolder => System.IO.Path.Combine(Path, "images");

    /// <summary>The labelled pictures, full paths, each once.</summary>
    public IReadOnlyList<string> Pictures => [.. Labels.Select(label => label.Image).Distinct(StringComparer.Ordinal).Select(image => System.IO.Path.Combine(ImagesFolder, image))];

    /// <summary>The models that were trained, by number; the last is in use.</summary>
    public IReadOnlyList<string> Models
    {
        get
        {
            var folder = System.IO.Path.Combine(Path, "models");
            return Directory.Exists(folder)
                ? [.. Directory.GetDirectories(folder).Where(model => System.IO.Path.GetFileName(model) is { Length: 4 } name && name.All(char.IsAsciiDigit)).Order(StringComparer.Ordinal)]
                : [];
        }
    }

    /// <summary>The folder of the model in use; null while the cast is untrained.</summary>
    public string? CurrentModelFolder => Models.Count > 0 ? Models[^1] : null;

    /// <summary>A hash of characters and labels: what a result was taught from.</summary>
    public string Hash
    {
        get
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(CastJson().ToString(Formatting.None)));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(LabelsJson().ToString(Formatting.None)));
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
    }

    /// <summary>Makes a new cast.</summary>
    /// <param name="path">A folder that does not exist, or is empty.</param>
    /// <param name="names">The characters: <c>tom</c>, or <c>Display Name=id</c>.</param>
    /// <param name="people">Those who are people, likewise.</param>
    /// <param name="consent">On what basis their faces are used; null without people.</param>
    /// <exception cref="UserException">The folder holds something, a name cannot be an id, or there are people without consent.</exception>
    public static CastFolder Create(string path, IReadOnlyList<string> names, IReadOnlyList<string>? people = null, Consent? consent = null)
    {
        people ??= [];
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full) || (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any(entry => !IsLeftover(entry))))
            throw new UserException(ExitCode.OutputUnwritable, $"{path} is there already: choose a new folder, or delete it first");
        if (!IsText(CastId(full)))
            throw new UserException(ExitCode.Usage, $"{path} cannot name a cast: its last part must have 1 to 100 printable characters");
        if (names.Count + people.Count is 0 or > MaximumCharacters)
            throw new UserException(ExitCode.Usage, "a cast needs at least one character: give --name tom or --person ann, or run 'screentime cast create --help'");
        var characters = new List<Character>();
        foreach (var (name, kind) in names.Select(name => (name, CharacterKind.Drawn)).Concat(people.Select(name => (name, CharacterKind.Person))))
            characters.Add(NewCharacter(name, kind, characters));
        RefuseUnknownBasis(characters, consent);
        try
        {
            Directory.CreateDirectory(full);
            var cast = new CastFolder(full, new Cast(CastId(full), characters), people.Count > 0 ? PeopleRecognizer : "characters", [])
            {
                Consents = new SortedDictionary<string, Consent>(
                    characters.Where(character => character.Kind == CharacterKind.Person).ToDictionary(character => character.Id, _ => consent!), StringComparer.Ordinal),
            };
            cast.Save();
            return cast;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, $"the cast cannot be written to {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Names as people write them, as <see cref="Create"/>, <see cref="Add"/> and <see cref="Enroll"/> take them: each with an id made of its letters, where it has none.</summary>
    /// <param name="names">Names in any script; <c>Display Name=id</c> stays as it is.</param>
    /// <param name="taken">Ids that are taken.</param>
    public static IReadOnlyList<string> WithIds(IEnumerable<string> names, IEnumerable<string> taken)
    {
        var ids = taken.ToHashSet(StringComparer.Ordinal);
        var entries = new List<string>();
        foreach (var name in names.Select(name => name.Trim()).Where(name => name.Length > 0))
        {
            if (Sides(name) is (_, { } own) && IsId(own))
            {
                ids.Add(own);
                entries.Add(name);
                continue;
            }

            var letters = new string([.. name.ToLowerInvariant().Select(c => c == ' ' ? '_' : c).Where(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_').Take(50)]).Trim('_', '-');
            var stem = letters.Length > 0 && !s_reserved.Contains(letters, StringComparer.Ordinal) ? letters : "character";
            var id = stem == letters ? stem : stem + "-1";
            for (var n = 2; !ids.Add(id); n++)
                id = string.Create(CultureInfo.InvariantCulture, $"{stem}-{n}");
            entries.Add($"{name}={id}");
        }

        return entries;
    }

    /// <summary>Reads a cast.</summary>
    /// <exception cref="UserException">There is none, it is damaged, or of a newer version.</exception>
    public static CastFolder Load(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(System.IO.Path.Combine(full, CastFile)))
            throw new UserException(ExitCode.InputMissing, $"{path} is no cast (it holds no {CastFile}): make one with 'screentime cast create {path} --name …'");
        try
        {
            var json = ReadJson(System.IO.Path.Combine(full, CastFile));
            if (((int?)json["schema"] ?? throw new FormatException($"{CastFile} says no schema")) > Schema)
                throw new UserException(ExitCode.InputInvalid, $"{path} was made by a newer ScreenTime: update ScreenTime");
            if (json["characters"] is not JArray { Count: <= MaximumCharacters } list)
                throw new FormatException($"{CastFile} must have a list of at most {MaximumCharacters} characters");
            var characters = list.Select(ReadCharacter).ToList();
            if (characters.Count == 0 || characters.DistinctBy(character => character.Id, StringComparer.OrdinalIgnoreCase).Count() != characters.Count)
                throw new FormatException("it must have characters, each id once");
            var labelsPath = System.IO.Path.Combine(full, LabelsFile);
            var labels = File.Exists(labelsPath) ? (ReadJson(labelsPath)["labels"] as JArray ?? throw new FormatException($"{LabelsFile} has no list of labels")).Select(ReadLabel).ToList() : [];
            if (labels.DistinctBy(label => (label.Image, label.Title)).Count() != labels.Count)
                throw new FormatException($"{LabelsFile} names a picture twice");
            var id = (string?)json["id"] ?? CastId(full);
            if (!IsText(id))
                throw new FormatException("its id must have 1 to 100 printable characters");
            var cast = new CastFolder(full, new Cast(id, characters), (string?)json["recognizer"] ?? "characters", labels)
            {
                Consents = ReadConsents(json),
                ChosenModels = ReadModels(json),
                Castings = ReadCastings(json),
            };
            if (cast.HasPeople)
                OwnerOnly.Restrict(full);
            return cast;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or JsonException or InvalidCastException or InvalidOperationException or OverflowException)
        {
            throw new UserException(ExitCode.InputInvalid, $"{path} is damaged ({exception.Message.ReplaceLineEndings(" ")}): take the last good copy of the folder", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.InputMissing, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Adds labelled frames; a picture that is there already gets the new labels beside the old, the new winning. What another process changed since the
    /// cast was read stays.
    /// </summary>
    /// <exception cref="UserException">
    /// Somebody was forgotten since the labels were begun, or another process holds the cast for longer than adding labels takes; nothing is added then.
    /// </exception>
    public void AddLabels(IEnumerable<LabelledFrame> added)
    {
        // Pictures first, as long as they take: what is lazy runs here.
        var fresh = added.ToList();
        using var held = HoldFresh();
        // Nobody can say which of these pictures show whom the labels no longer may name, and a forgetting deletes pictures that no label names yet.
        if (fresh.Any(label => OfCast(label.Present).Count < label.Present.Count || !File.Exists(System.IO.Path.Combine(ImagesFolder, label.Image))))
        {
            throw new UserException(
                ExitCode.CastUnusable, $"characters or pictures were taken out of the cast in {Path} while these labels were made, so none of them was added: label again");
        }

        var labels = Labels.ToList();
        var index = labels.Select((label, position) => (label, position)).ToDictionary(pair => (pair.label.Image, pair.label.Title), pair => pair.position);
        foreach (var label in fresh)
        {
            if (index.TryGetValue((label.Image, label.Title), out var position))
            {
                var merged = new SortedDictionary<string, bool>(labels[position].Present.ToDictionary(), StringComparer.Ordinal);
                foreach (var (character, present) in label.Present)
                    merged[character] = present;
                labels[position] = label with { Present = merged };
            }
            else
            {
                index.Add((label.Image, label.Title), labels.Count);
                labels.Add(label);
            }
        }

        Labels = labels;
        Save();
    }

    /// <summary>Puts the label of a picture back to what it was, or takes it away: the picture goes too, unless another label names it.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="title">The film that the label is of.</param>
    /// <param name="before">What was said of it before, of which counts what is about those still in the cast; null for nothing.</param>
    /// <exception cref="UserException">Another process holds the cast for too long.</exception>
    public void TakeBack(string image, string title, LabelledFrame? before)
    {
        using var held = HoldFresh();
        // Who was forgotten since must not come back.
        var earlier = before is null ? null : before with { Image = image, Title = title, Present = OfCast(before.Present) };
        var labels = Labels;
        Labels = [.. labels.Select(label => (label.Image, label.Title) == (image, title) ? earlier : label).OfType<LabelledFrame>()];
        Save();
        if (Labels.All(label => label.Image != image) && labels.Any(label => label.Image == image))
            File.Delete(System.IO.Path.Combine(ImagesFolder, image));
    }

    /// <summary>Stores a picture; the same picture twice is one file.</summary>
    /// <param name="content">The bytes of an image file.</param>
    /// <param name="extension">Its ending with the dot, lower case.</param>
    /// <returns>Its file name in <see cref="ImagesFolder"/>.</returns>
    public string AddImage(ReadOnlySpan<byte> content, string extension)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(content)) + extension;
        Directory.CreateDirectory(ImagesFolder);
        var path = System.IO.Path.Combine(ImagesFolder, name);
        if (!File.Exists(path))
        {
            var bytes = content.ToArray();
            WholeFile.Write(path, stream => stream.Write(bytes));
            _newImages.Add(name);
        }

        return name;
    }

    /// <summary>Removes the pictures that were stored since the cast was read and that no label names: a labelling failed.</summary>
    public void RemoveUnlabelledImages()
    {
        // A cast whose last character was forgotten is none any more.
        var labels = File.Exists(System.IO.Path.Combine(Path, CastFile)) ? Load(Path).Labels : [];
        foreach (var name in _newImages.Except(labels.Select(label => label.Image), StringComparer.Ordinal))
            File.Delete(System.IO.Path.Combine(ImagesFolder, name));
        _newImages.Clear();
    }

    /// <summary>
    /// Says that the cast is being trained, until it is disposed: another training would write into the same folders, and a forgetting would have it write down anew what was just deleted.
    /// </summary>
    /// <exception cref="UserException">The cast is being trained.</exception>
    public IDisposable HoldTraining() => Hold(
        TrainingLockFile, 1, why => $"the cast in {Path} is being trained, or cannot be written ({why}): wait until its training ends, or stop that, and check its permissions");

    /// <summary>An empty folder for a model in the making, for whoever holds the training; <see cref="KeepModel"/> makes it the one in use.</summary>
    public string NewModelFolder() => EmptyModelFolder(".new");

    /// <summary>Makes the new model the one in use; earlier ones stay.</summary>
    /// <returns>Its folder.</returns>
    /// <exception cref="UserException">The cast has other characters than when it was read: the model and what it was made of are deleted.</exception>
    public string KeepModel(string newModelFolder)
    {
        using var held = Hold();
        if (!Load(Path).Cast.Characters.Select(character => character.Id).SequenceEqual(Cast.Characters.Select(character => character.Id), StringComparer.Ordinal))
        {
            // It may know somebody who was forgotten.
            foreach (var folder in new[] { newModelFolder, WorkFolder }.Where(Directory.Exists))
                Directory.Delete(folder, recursive: true);
            throw new UserException(ExitCode.CastUnusable, $"characters of the cast in {Path} were added or taken out while it was trained, so the new model is not kept: train again");
        }

        return KeepAsNext(newModelFolder);
    }

    /// <summary>Puts an earlier model into use again, as a copy with the next number.</summary>
    /// <exception cref="UserException">There is no such model.</exception>
    public string RestoreModel(int number)
    {
        using var held = Hold();
        var name = number.ToString("0000", CultureInfo.InvariantCulture);
        var source = Models.FirstOrDefault(model => System.IO.Path.GetFileName(model) == name)
            ?? throw new UserException(
                ExitCode.CastUnusable,
                $"the cast has no model {name}; it has {(Models.Count == 0 ? "none" : string.Join(", ", Models.Select(System.IO.Path.GetFileName)))}");
        // Not the folder of a training that may be under way.
        var folder = EmptyModelFolder(".restored");
        foreach (var file in Directory.GetFiles(source))
            File.Copy(file, System.IO.Path.Combine(folder, System.IO.Path.GetFileName(file)));
        return KeepAsNext(folder);
    }

    private string EmptyModelFolder(string name)
    {
        var folder = System.IO.Path.Combine(Path, "models", name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Gives a model the next number, for whoever holds the cast.</summary>
    private string KeepAsNext(string model)
    {
        var number = Models.Count > 0 ? int.Parse(System.IO.Path.GetFileName(Models[^1]), CultureInfo.InvariantCulture) + 1 : 1;
        var folder = System.IO.Path.Combine(Path, "models", number.ToString("0000", CultureInfo.InvariantCulture));
        Renaming.MoveFolder(model, folder);
        return folder;
    }

    /// <summary>Adds a character that is no person; models that were trained without it do not know it.</summary>
    /// <param name="name">An id, or <c>Display Name=id</c>.</param>
    /// <exception cref="UserException">The name cannot be an id, or is taken.</exception>
    public Character Add(string name)
    {
        using var held = HoldFresh();
        if (Cast.Characters.Count >= MaximumCharacters)
            throw new UserException(ExitCode.CastUnusable, $"a cast has at most {MaximumCharacters} characters");
        var fresh = NewCharacter(name, CharacterKind.Drawn, Cast.Characters);
        Cast = Cast with { Characters = [.. Cast.Characters, fresh] };
        Save();
        return fresh;
    }

    /// <summary>Adds a person, or says anew on what basis the face of one who is there is used.</summary>
    /// <param name="name">An id, or <c>Display Name=id</c>.</param>
    /// <param name="consent">The basis; null for somebody whose basis is known.</param>
    /// <returns>The person.</returns>
    public Character Enroll(string name, Consent? consent)
    {
        using var held = HoldFresh();
        var id = IdOf(name);
        if (Cast.Characters.FirstOrDefault(character => character.Id == id) is { } known)
        {
            if (known.Kind != CharacterKind.Person)
                throw new UserException(ExitCode.CastUnusable, $"{known.Name} is a drawn character of the cast: people are enrolled under an id of their own");
            if (consent is not null)
                Consents = new SortedDictionary<string, Consent>(Consents.ToDictionary(), StringComparer.Ordinal) { [id] = consent };
            Save();
            return known;
        }

        var fresh = NewCharacter(name, CharacterKind.Person, Cast.Characters);
        RefuseUnknownBasis([fresh], consent);
        Cast = Cast with { Characters = [.. Cast.Characters, fresh] };
        Consents = new SortedDictionary<string, Consent>(Consents.ToDictionary(), StringComparer.Ordinal) { [id] = consent! };
        Recognizer = PeopleRecognizer;
        Save();
        return fresh;
    }

    /// <summary>Adds who plays whom; the same performer, character and look again replaces what was said of them.</summary>
    /// <exception cref="UserException">The cast has no such look, or a name is none.</exception>
    public void Play(Casting casting)
    {
        if (!IsText(casting.Performer) || !IsText(casting.Character) || casting.Episodes.Any(episode => !IsText(episode)))
            throw new UserException(ExitCode.Usage, "performers, characters and episodes need names of 1 to 100 printable characters");
        using var held = HoldFresh();
        if (Cast.IndexOf(casting.Look) < 0)
            throw new UserException(ExitCode.CastUnusable, $"the cast has no {casting.Look}; it has {string.Join(", ", Cast.Characters.Select(character => character.Id))}");
        Castings = [.. Castings.Where(other => (other.Look, other.Performer, other.Character) != (casting.Look, casting.Performer, casting.Character)), casting];
        Save();
    }

    /// <summary>Chooses a model for one of the kinds that recognisers use.</summary>
    public void ChooseModel(string kind, string id)
    {
        using var held = HoldFresh();
        ChosenModels = new SortedDictionary<string, string>(ChosenModels.ToDictionary(), StringComparer.Ordinal) { [kind] = id };
        Save();
    }

    /// <summary>Refuses to use the face of somebody whose consent ended or is not known.</summary>
    /// <exception cref="UserException">There is such a person.</exception>
    public void RefuseWithoutConsent(DateOnly today)
    {
        foreach (var person in Cast.Characters.Where(character => character.Kind == CharacterKind.Person))
        {
            var why = !Consents.TryGetValue(person.Id, out var consent) ? "on what basis their face is used was never recorded"
                : consent.Until < today ? string.Create(CultureInfo.InvariantCulture, $"the consent to use their face ({consent.Basis}) ended on {consent.Until:yyyy-MM-dd}")
                : null;
            if (why is not null)
            {
                throw new UserException(
                    ExitCode.CastUnusable,
                    $"{person.Name} cannot be looked for: {why}; record a new one with 'screentime cast enroll {Path} {person.Id} --consent BASIS --until DATE', or remove them with 'screentime cast forget {Path} {person.Id}'");
            }
        }
    }

    /// <summary>
    /// Removes a person: the character, every labelled picture that shows them, and every model, since all were taught from their face. A cast of nobody else is deleted whole.
    /// </summary>
    /// <returns>The pictures that were deleted, by file name.</returns>
    /// <exception cref="UserException">The cast has no such character, or is being trained.</exception>
    public IReadOnlyList<string> Forget(string id)
    {
        using var training = HoldTraining();
        using var held = HoldFresh();
        if (Cast.IndexOf(id) < 0)
            throw new UserException(ExitCode.CastUnusable, $"the cast has no {id}; it has {string.Join(", ", Cast.Characters.Select(character => character.Id))}");
        var shown = Labels.Where(label => label.Present.TryGetValue(id, out var present) && present).Select(label => label.Image).ToHashSet(StringComparer.Ordinal);
        Labels = [.. Labels.Where(label => !shown.Contains(label.Image)).Select(label =>
        {
            var present = new SortedDictionary<string, bool>(label.Present.ToDictionary(), StringComparer.Ordinal);
            present.Remove(id);
            return label with { Present = present };
        }).Where(label => label.Present.Count > 0)];
        Cast = Cast with { Characters = [.. Cast.Characters.Where(character => character.Id != id)] };
        var consents = new SortedDictionary<string, Consent>(Consents.ToDictionary(), StringComparer.Ordinal);
        consents.Remove(id);
        Castings = [.. Castings.Where(casting => casting.Look != id)];
        (Consents, Recognizer) = (consents, HasPeople ? PeopleRecognizer : "characters");
        var kept = Labels.Select(label => label.Image).ToHashSet(StringComparer.Ordinal);
        var deleted = Directory.Exists(ImagesFolder) ? Directory.GetFiles(ImagesFolder).Select(System.IO.Path.GetFileName).Where(name => !kept.Contains(name!)).Select(name => name!).ToList() : [];
        // Faces first: if this is stopped half-way, what is left is a cast that names somebody of whom nothing is known.
        foreach (var name in deleted)
            File.Delete(System.IO.Path.Combine(ImagesFolder, name));
        if (Directory.Exists(System.IO.Path.Combine(Path, "models")))
            Directory.Delete(System.IO.Path.Combine(Path, "models"), recursive: true);
        if (Cast.Characters.Count > 0)
        {
            Save();
        }
        else
        {
            File.Delete(System.IO.Path.Combine(Path, LabelsFile));
            File.Delete(System.IO.Path.Combine(Path, CastFile));
        }

        return deleted;
    }

    private FileStream Hold() => Hold(
        LockFile, FileLock.Patient, why => $"the cast in {Path} cannot be changed ({why}): wait until no other ScreenTime is working on it, and check its permissions");

    private FileStream Hold(string name, int attempts, Func<string, string> sentence)
    {
        try
        {
            return FileLock.Hold(System.IO.Path.Combine(Path, name), attempts);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserException(ExitCode.OutputUnwritable, sentence(exception.Message), exception);
        }
    }

    /// <summary>
    /// Holds the cast and takes over what is on the disk: every change is made to that and saved before the cast is let go, or whoever saved last would undo what others did since they read it.
    /// </summary>
    private FileStream HoldFresh()
    {
        var held = Hold();
        try
        {
            var fresh = Load(Path);
            (Cast, Recognizer, Labels) = (fresh.Cast, fresh.Recognizer, fresh.Labels);
            (Consents, ChosenModels, Castings) = (fresh.Consents, fresh.ChosenModels, fresh.Castings);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>What a label says of those who are in the cast.</summary>
    private SortedDictionary<string, bool> OfCast(IReadOnlyDictionary<string, bool> present) =>
        new(present.Where(pair => Cast.Characters.Any(character => character.Id == pair.Key)).ToDictionary(), StringComparer.Ordinal);

    private void Save()
    {
        if (HasPeople)
            OwnerOnly.Restrict(Path);
        // Characters first: with them alone a folder is a cast, with labels alone it is nothing.
        WholeFile.WriteText(System.IO.Path.Combine(Path, CastFile), CastJson().Lines());
        WholeFile.WriteText(System.IO.Path.Combine(Path, LabelsFile), LabelsJson().Lines());
    }

    private JObject CastJson()
    {
        var json = new JObject
        {
            ["schema"] = Schema,
            ["id"] = Cast.Id,
            ["recognizer"] = Recognizer,
            ["characters"] = new JArray(Cast.Characters.Select(character =>
            {
                var item = new JObject
                {
                    ["id"] = character.Id,
                    ["name"] = character.Name,
                    ["color"] = character.Color,
                    ["kind"] = character.Kind == CharacterKind.Person ? "person" : "drawn",
                };
                if (Consents.TryGetValue(character.Id, out var consent))
                    item["consent"] = new JObject { ["basis"] = consent.Basis, ["until"] = Date(consent.Until), ["recorded"] = Date(consent.Recorded) };
                return item;
            })),
        };
        if (ChosenModels.Count > 0)
            json["models"] = new JObject(ChosenModels.Select(model => new JProperty(model.Key, model.Value)));
        if (Castings.Count > 0)
        {
            json["castings"] = new JArray(Castings.Select(casting => new JObject
            {
                ["look"] = casting.Look,
                ["performer"] = casting.Performer,
                ["character"] = casting.Character,
                ["episodes"] = new JArray(casting.Episodes),
                ["from"] = casting.From is { } from ? Date(from) : null,
                ["until"] = casting.Until is { } until ? Date(until) : null,
            }));
        }

        return json;
    }

    private static IReadOnlyList<Casting> ReadCastings(JObject json) =>
    [
        .. (json["castings"] as JArray ?? []).Select(item =>
        {
            DateOnly? Day(string name) => (string?)item[name] is not { } text ? null
                : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw new FormatException($"\"{text}\" is no day (2027-12-31)");
            string Name(string name) => (string?)item[name] is { } text && IsText(text) ? text : throw new FormatException($"a casting has no {name}");
            return new Casting(Name("look"), Name("performer"), Name("character"), [.. (item["episodes"] as JArray ?? []).Select(episode => (string?)episode ?? "")], Day("from"), Day("until"));
        }),
    ];

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static SortedDictionary<string, Consent> ReadConsents(JObject json)
    {
        var consents = new SortedDictionary<string, Consent>(StringComparer.Ordinal);
        foreach (var item in (JArray)json["characters"]!)
        {
            if (item["consent"] is not JObject consent)
                continue;
            DateOnly Read(string name) => DateOnly.TryParseExact((string?)consent[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
                ? date : throw new FormatException($"the consent of {(string?)item["id"]} has no date \"{name}\" (2027-12-31)");
            consents[(string)item["id"]!] = new Consent((string?)consent["basis"] ?? throw new FormatException($"the consent of {(string?)item["id"]} has no basis"), Read("until"), Read("recorded"));
        }

        return consents;
    }

    private static SortedDictionary<string, string> ReadModels(JObject json)
    {
        var models = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in (json["models"] as JObject)?.Properties() ?? [])
            models[property.Name] = (string?)property.Value ?? throw new FormatException($"its model for {property.Name} has no name");
        return models;
    }

    private static void RefuseUnknownBasis(IEnumerable<Character> characters, Consent? consent)
    {
        if (consent is null && characters.FirstOrDefault(character => character.Kind == CharacterKind.Person) is { } person)
        {
            throw new UserException(
                ExitCode.Usage,
                $"{person.Name} is a person: say on what basis their face is used and until when, --consent \"contract of 2026-03-01\" --until 2027-12-31");
        }
    }

    private static string IdOf(string name) => Sides(name).Id ?? name.Trim().ToLowerInvariant().Replace(' ', '_');

    /// <summary>A name as people read it, and the id behind its last equals sign; null for none.</summary>
    private static (string Display, string? Id) Sides(string name) =>
        name.LastIndexOf('=') is >= 0 and var at ? (name[..at].Trim(), name[(at + 1)..].Trim()) : (name.Trim(), null);

    private static Character NewCharacter(string name, CharacterKind kind, IReadOnlyList<Character> others)
    {
        var sides = Sides(name);
        var id = IdOf(name);
        if (s_reserved.Contains(id, StringComparer.Ordinal))
            throw new UserException(ExitCode.Usage, $"\"{id}\" means something else in label files: choose another id with --name \"{sides.Display}=an_id\"");
        if (!IsId(id))
        {
            throw new UserException(
                ExitCode.Usage, $"\"{id}\" cannot be a character's id (lower-case letters, digits, - and _): write --name \"{sides.Display}=an_id\"");
        }

        if (others.Any(character => character.Id == id))
            throw new UserException(ExitCode.Usage, $"the character \"{id}\" is named twice");
        var display = sides.Id is null ? sides.Display.ToUpperInvariant() : sides.Display;
        if (!IsText(display))
            throw new UserException(ExitCode.Usage, $"the name of \"{id}\" must have 1 to 100 printable characters");
        return new Character(id, display, Colors[others.Count % Colors.Length], kind);
    }

    private JObject LabelsJson() => new()
    {
        ["labels"] = new JArray(Labels.Select(label => new JObject
        {
            ["image"] = label.Image,
            ["title"] = label.Title,
            ["shot"] = label.Shot,
            ["source"] = label.Source,
            ["present"] = new JObject(label.Present.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new JProperty(pair.Key, pair.Value))),
        })),
    };

    private static Character ReadCharacter(JToken json)
    {
        var id = (string?)json["id"] ?? "";
        if (!IsId(id))
            throw new FormatException($"\"{id}\" cannot be a character's id");
        var name = (string?)json["name"] ?? id.ToUpperInvariant();
        var color = (string?)json["color"] ?? Colors[0];
        if (!IsText(name))
            throw new FormatException($"the name of \"{id}\" must have 1 to 100 printable characters");
        if (!Colors.Contains(color, StringComparer.Ordinal))
            throw new FormatException($"\"{color}\" is no marker colour; there are {string.Join(", ", Colors)}");
        return new Character(
            id,
            name,
            color,
            (string?)json["kind"] == "person" ? CharacterKind.Person : CharacterKind.Drawn);
    }

    private static LabelledFrame ReadLabel(JToken json)
    {
        var image = (string?)json["image"] ?? "";
        // The name is a hash with an ending: it leads to a file of the cast and nowhere else, on any system.
        var (hash, ending) = image.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? (image[..dot], image[(dot + 1)..]) : (image, "");
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower) || ending.Length > 8 || !ending.All(char.IsAsciiLetterOrDigit))
            throw new FormatException($"\"{image}\" is no picture of the cast");
        var present = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var property in (json["present"] as JObject)?.Properties() ?? [])
            present[property.Name] = (bool)property.Value;
        var (title, source) = ((string?)json["title"] ?? "", (string?)json["source"] ?? "");
        if (title.Any(char.IsControl) || source.Any(char.IsControl))
            throw new FormatException($"the label of {image} holds control characters");
        return new LabelledFrame(image, title, (int?)json["shot"], source, present);
    }

    private static JObject ReadJson(string path)
    {
        if (new FileInfo(path).Length > MaximumLength)
            throw new UserException(ExitCode.InputInvalid, $"{path} is larger than {MaximumLength >> 20} MiB: it is not a file of a cast");
        using var reader = JsonText.Reader(File.OpenText(path), 16);
        var json = JObject.Load(reader);
        return reader.Read() ? throw new FormatException($"{System.IO.Path.GetFileName(path)} goes on after its end") : json;
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');

    private static bool IsText(string text) => text.Length is > 0 and <= 100 && !text.Any(char.IsControl);

    // What a process leaves that is killed while it writes a file.
    private static bool IsLeftover(string path) => System.IO.Path.GetFileName(path) is ['.', ..] name && name.EndsWith(".tmp", StringComparison.Ordinal);

    private static string CastId(string path) => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(path));
}
