using Newtonsoft.Json.Linq;
using ScreenTime.Host.Casts;
using ScreenTime.Host.Jobs;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Casts;

public sealed class PeopleCastTests : IDisposable
{
    private static readonly DateOnly s_today = new(2026, 3, 1);
    private static readonly Consent s_consent = new("contract 12/2026", new DateOnly(2027, 12, 31), s_today);

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-people-").FullName;

    private string Folder => Path.Combine(_folder, "cast");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void People_are_recognised_as_people_and_their_consent_is_kept()
    {
        CastFolder.Create(Folder, ["robot"], ["Ann Lee=ann"], s_consent);
        var cast = CastFolder.Load(Folder);
        Assert.Equal(("people", true), (cast.Recognizer, cast.HasPeople));
        Assert.Equal([CharacterKind.Drawn, CharacterKind.Person], cast.Cast.Characters.Select(character => character.Kind));
        Assert.Equal(s_consent, cast.Consents["ann"]);
        Assert.False(cast.Consents.ContainsKey("robot"));
    }

    [Fact]
    public void Nobody_is_enrolled_without_a_basis() =>
        Assert.Contains("say on what basis", Assert.Throws<UserException>(() => CastFolder.Create(Folder, [], ["ann"])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("contract", null, "go together")]
    [InlineData(null, "2027-01-01", "go together")]
    [InlineData("contract", "01.01.2027", "2027-12-31")]
    [InlineData("contract", "2026-02-28", "has passed already")]
    [InlineData(" ", "2027-01-01", "1 to 300")]
    public void A_basis_is_words_and_a_day_to_come(string? basis, string? until, string message) =>
        Assert.Contains(message, Assert.Throws<UserException>(() => Consent.Read(basis, until, s_today)).Message, StringComparison.Ordinal);

    [Fact]
    public void Consent_that_ended_refuses_and_names_the_way_out()
    {
        var cast = CastFolder.Create(Folder, [], ["ann", "ben"], s_consent);
        cast.RefuseWithoutConsent(new DateOnly(2027, 12, 31));
        var ended = Assert.Throws<UserException>(() => cast.RefuseWithoutConsent(new DateOnly(2028, 1, 1)));
        Assert.Equal(ExitCode.CastUnusable, ended.ExitCode);
        Assert.Contains("contract 12/2026) ended on 2027-12-31", ended.Message, StringComparison.Ordinal);
        Assert.Contains("cast enroll", ended.Message, StringComparison.Ordinal);

        cast.Enroll("ann", new Consent("new contract", new DateOnly(2029, 1, 1), s_today));
        Assert.StartsWith("BEN cannot be looked for", Assert.Throws<UserException>(() => CastFolder.Load(Folder).RefuseWithoutConsent(new DateOnly(2028, 1, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_written_into_the_file_by_hand_has_no_consent()
    {
        CastFolder.Create(Folder, [], ["ann"], s_consent);
        var path = Path.Combine(Folder, "cast.json");
        var json = JObject.Parse(File.ReadAllText(path));
        ((JObject)json["characters"]![0]!).Remove("consent");
        File.WriteAllText(path, json.ToString());
        Assert.Contains("was never recorded", Assert.Throws<UserException>(() => CastFolder.Load(Folder).RefuseWithoutConsent(s_today)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_else_can_read_a_cast_with_people()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("rights of files are checked on Linux and macOS");
        }
        else
        {
            const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            CastFolder.Create(Folder, [], ["ann"], s_consent);
            Assert.Equal(owner, File.GetUnixFileMode(Folder));
            File.SetUnixFileMode(Folder, owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
            CastFolder.Load(Folder);
            Assert.Equal(owner, File.GetUnixFileMode(Folder));
            Assert.NotEqual(owner, File.GetUnixFileMode(CastFolder.Create(Path.Combine(_folder, "drawn"), ["tom"]).Path));
        }
    }

    [Fact]
    public void Forgetting_takes_name_pictures_and_models_and_leaves_the_others()
    {
        var cast = CastFolder.Create(Folder, [], ["ann", "ben"], s_consent);
        var (both, ann, ben) = (cast.AddImage([1], ".png"), cast.AddImage([2], ".png"), cast.AddImage([3], ".png"));
        cast.AddLabels([Label(both, ("ann", true), ("ben", true)), Label(ann, ("ann", true), ("ben", false)), Label(ben, ("ann", false), ("ben", true))]);
        var model = cast.NewModelFolder();
        File.WriteAllText(Path.Combine(model, "gallery.json"), "ann's face");
        cast.KeepModel(model);
        var job = Directory.CreateDirectory(Path.Combine(_folder, "job")).FullName;
        Directory.CreateDirectory(Path.Combine(job, PersonalFeatures.FolderName));

        var outcome = ForgettingJob.Run(cast, "ann", [job]);
        var left = CastFolder.Load(Folder);
        Assert.Equal(["ben"], left.Cast.Characters.Select(character => character.Id));
        Assert.Equal([ben], Directory.GetFiles(left.ImagesFolder).Select(Path.GetFileName));
        Assert.Equal(["ben"], Assert.Single(left.Labels).Present.Keys);
        Assert.Empty(left.Models);
        Assert.False(Directory.Exists(Path.Combine(job, PersonalFeatures.FolderName)));
        Assert.DoesNotContain(Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("ann", StringComparison.Ordinal));
        Assert.Contains("2 labelled pictures that show ann", outcome.Deleted);
        Assert.Contains(outcome.NotReached, line => line.Contains("backups", StringComparison.Ordinal));
    }

    [Fact]
    public void A_labelling_that_began_before_somebody_was_forgotten_adds_nothing_and_does_not_bring_them_back()
    {
        CastFolder.Create(Folder, [], ["ann", "ben"], s_consent);
        var labelling = CastFolder.Load(Folder);
        CastFolder.Load(Folder).Forget("ben");
        var label = Label(labelling.AddImage([1], ".png"), ("ann", false), ("ben", true));

        var exception = Assert.Throws<UserException>(() => labelling.AddLabels([label]));
        labelling.RemoveUnlabelledImages();

        Assert.Equal(ExitCode.CastUnusable, exception.ExitCode);
        Assert.Contains("taken out of the cast", exception.Message, StringComparison.Ordinal);
        var cast = CastFolder.Load(Folder);
        Assert.Equal(["ann"], cast.Cast.Characters.Select(character => character.Id));
        Assert.Equal(["ann"], cast.Consents.Keys);
        Assert.Empty(cast.Labels);
        Assert.Empty(Directory.GetFiles(cast.ImagesFolder));
    }

    [Fact]
    public void A_label_that_is_taken_back_does_not_bring_back_whom_it_showed_before()
    {
        var cast = CastFolder.Create(Folder, [], ["ann", "ben"], s_consent);
        var before = Label(cast.AddImage([1], ".png"), ("ann", true), ("ben", true));
        cast.AddLabels([before with { Present = new SortedDictionary<string, bool>(StringComparer.Ordinal) { ["ann"] = true, ["ben"] = false } }]);
        CastFolder.Load(Folder).Forget("ben");

        cast.TakeBack(before.Image, before.Title, before);

        Assert.Equal(["ann"], CastFolder.Load(Folder).Cast.Characters.Select(character => character.Id));
        Assert.Equal(["ann"], Assert.Single(CastFolder.Load(Folder).Labels).Present.Keys);
    }

    [Fact]
    public void Enrolling_keeps_labels_and_consents_that_were_added_meanwhile()
    {
        CastFolder.Create(Folder, [], ["ann"], s_consent);
        var enrolling = CastFolder.Load(Folder);
        var other = CastFolder.Load(Folder);
        other.AddLabels([Label(other.AddImage([1], ".png"), ("ann", true))]);
        other.Enroll("ben", s_consent);

        enrolling.Enroll("cleo", s_consent);

        Assert.Equal(["ann", "ben", "cleo"], CastFolder.Load(Folder).Consents.Keys);
        Assert.Single(CastFolder.Load(Folder).Labels);
    }

    [Fact]
    public void Forgetting_the_only_one_leaves_no_cast()
    {
        ForgettingJob.Run(CastFolder.Create(Folder, [], ["ann"], s_consent), "ann", []);
        Assert.Equal(ExitCode.InputMissing, Assert.Throws<UserException>(() => CastFolder.Load(Folder)).ExitCode);
        Assert.DoesNotContain(Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories), file => !file.EndsWith(".lock", StringComparison.Ordinal));
    }

    [Fact]
    public void Whom_the_cast_does_not_know_cannot_be_forgotten() =>
        Assert.Contains("it has ann", Assert.Throws<UserException>(() => ForgettingJob.Run(CastFolder.Create(Folder, [], ["ann"], s_consent), "bob", [])).Message, StringComparison.Ordinal);

    private static LabelledFrame Label(string image, params (string Id, bool Present)[] answers) =>
        new(image, "film", 1, "", answers.ToDictionary(answer => answer.Id, answer => answer.Present));
}
