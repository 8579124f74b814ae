using ScreenTime.Host.Casts;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Casts;

public sealed class CastFolderTests : IDisposable
{
    private static readonly string s_hash = new('a', 64);

    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-cast-").FullName;

    private string Cast => Path.Combine(_folder, "cast");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_cast_reads_as_it_was_made()
    {
        CastFolder.Create(Cast, ["tom", "Jerry Mouse", "Spike the Dog=spike"]);
        var cast = CastFolder.Load(Cast);

        Assert.Equal("cast", cast.Cast.Id);
        Assert.Equal(
            [("tom", "TOM", "BLUE"), ("jerry_mouse", "JERRY MOUSE", "RED"), ("spike", "Spike the Dog", "GREEN")],
            cast.Cast.Characters.Select(character => (character.Id, character.Name, character.Color)));
        Assert.Empty(cast.Labels);
        Assert.Null(cast.CurrentModelFolder);
        Assert.Equal(["cast.json", "labels.json"], Directory.GetFileSystemEntries(Cast).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Zoë", "cannot be a character's id")]
    [InlineData("../up", "cannot be a character's id")]
    [InlineData("", "cannot be a character's id")]
    [InlineData("Tom=", "cannot be a character's id")]
    [InlineData("=tom", "1 to 100 printable characters")]
    [InlineData("A\u001b[31m=tom", "1 to 100 printable characters")]
    [InlineData("nobody", "means something else in label files")]
    [InlineData("Note", "means something else in label files")]
    [InlineData("jerry", "named twice")]
    public void A_name_that_cannot_be_is_refused_and_leaves_nothing(string name, string why)
    {
        var exception = Assert.Throws<UserException>(() => CastFolder.Create(Cast, ["jerry", name]));

        Assert.Equal(ExitCode.Usage, exception.ExitCode);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Cast));
    }

    [Fact]
    public void A_cast_is_never_made_over_another()
    {
        CastFolder.Create(Cast, ["tom"]);

        Assert.Equal(ExitCode.OutputUnwritable, Assert.Throws<UserException>(() => CastFolder.Create(Cast, ["jerry"])).ExitCode);
        Assert.Equal("tom", Assert.Single(CastFolder.Load(Cast).Cast.Characters).Id);
    }

    [Fact]
    public void A_cast_whose_making_was_killed_can_be_made_again()
    {
        Directory.CreateDirectory(Cast);
        File.WriteAllText(Path.Combine(Cast, ".cast.json.4711.tmp"), "{");

        CastFolder.Create(Cast, ["tom"]);

        Assert.Equal("tom", Assert.Single(CastFolder.Load(Cast).Cast.Characters).Id);
    }

    [Fact]
    public void Characters_alone_are_a_cast()
    {
        CastFolder.Create(Cast, ["tom"]);
        File.Delete(Path.Combine(Cast, "labels.json"));

        Assert.Empty(CastFolder.Load(Cast).Labels);
    }

    [Fact]
    public void Labels_add_up_and_the_new_answer_wins()
    {
        var cast = CastFolder.Create(Cast, ["tom", "jerry"]);
        var image = cast.AddImage([1, 2, 3], ".png");
        cast.AddLabels([Label(image, "one", ("tom", true), ("jerry", false))]);
        cast.AddLabels([Label(image, "one", ("jerry", true)), Label(image, "two", ("tom", false))]);

        var labels = CastFolder.Load(Cast).Labels;
        Assert.Equal(
            ["one jerry=True tom=True", "two tom=False"],
            labels.Select(label => $"{label.Title} {string.Join(' ', label.Present.Select(pair => $"{pair.Key}={pair.Value}"))}"));
        Assert.Equal([image], Directory.GetFiles(cast.ImagesFolder).Select(Path.GetFileName));
        Assert.Equal([Path.Combine(cast.ImagesFolder, image)], cast.Pictures);
    }

    [Fact]
    public void Two_who_label_at_once_lose_nothing()
    {
        var cast = CastFolder.Create(Cast, ["tom"]);
        var images = Enumerable.Range(0, 24).Select(i => cast.AddImage([(byte)i], ".png")).ToList();
        var readers = images.ConvertAll(_ => CastFolder.Load(Cast));

        Parallel.For(0, images.Count, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => readers[i].AddLabels([Label(images[i], "one", ("tom", true))]));

        Assert.Equal(images.Order(StringComparer.Ordinal), CastFolder.Load(Cast).Labels.Select(label => label.Image).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_picture_is_one_file_and_another_is_another()
    {
        var cast = CastFolder.Create(Cast, ["tom"]);

        Assert.Equal(cast.AddImage([1], ".png"), cast.AddImage([1], ".png"));
        Assert.NotEqual(cast.AddImage([1], ".png"), cast.AddImage([2], ".png"));
        Assert.Equal(2, Directory.GetFiles(cast.ImagesFolder).Length);
    }

    [Fact]
    public void The_hash_changes_with_the_labels_and_with_nothing_else()
    {
        var cast = CastFolder.Create(Cast, ["tom"]);
        var before = cast.Hash;
        Assert.Equal(before, CastFolder.Load(Cast).Hash);

        cast.AddLabels([Label(cast.AddImage([1], ".png"), "one", ("tom", true))]);
        Assert.NotEqual(before, cast.Hash);
        Assert.Equal(cast.Hash, CastFolder.Load(Cast).Hash);
    }

    [Fact]
    public void A_failed_labelling_takes_its_pictures_back_and_no_others()
    {
        var first = CastFolder.Create(Cast, ["tom"]);
        var labelled = first.AddImage([1], ".png");
        first.AddLabels([Label(labelled, "one", ("tom", true))]);
        var second = CastFolder.Load(Cast);
        Assert.Equal(labelled, second.AddImage([1], ".png"));
        second.AddImage([2], ".png");

        second.RemoveUnlabelledImages();

        Assert.Equal([labelled], Directory.GetFiles(second.ImagesFolder).Select(Path.GetFileName));
    }

    [Fact]
    public void Every_model_is_kept_and_can_be_used_again()
    {
        var cast = CastFolder.Create(Cast, ["tom"]);
        Train(cast, "first");
        Train(cast, "second");
        Assert.Equal("second", Current());

        cast.RestoreModel(1);

        Assert.Equal("first", Current());
        Assert.Equal(["0001", "0002", "0003"], CastFolder.Load(Cast).Models.Select(Path.GetFileName));

        string Current() => File.ReadAllText(Path.Combine(CastFolder.Load(Cast).CurrentModelFolder!, "head.onnx"));
    }

    [Fact]
    public void A_model_that_is_not_there_cannot_be_restored()
    {
        var cast = CastFolder.Create(Cast, ["tom"]);
        Train(cast, "first");

        var exception = Assert.Throws<UserException>(() => cast.RestoreModel(7));

        Assert.Equal((ExitCode.CastUnusable, "the cast has no model 0007; it has 0001"), (exception.ExitCode, exception.Message));
        Assert.Single(cast.Models);
    }

    [Fact]
    public void A_training_that_was_killed_leaves_the_model_that_was_in_use()
    {
        var cast = CastFolder.Create(Cast, ["tom"]);
        Train(cast, "first");
        File.WriteAllText(Path.Combine(cast.NewModelFolder(), "head.onnx"), "half");

        cast = CastFolder.Load(Cast);
        Assert.Equal("0001", Path.GetFileName(cast.CurrentModelFolder));
        Assert.Empty(Directory.GetFileSystemEntries(cast.NewModelFolder()));
    }

    [Fact]
    public void A_model_that_is_restored_leaves_a_training_alone()
    {
        var cast = CastFolder.Create(Cast, ["tom"]);
        Train(cast, "first");
        var training = cast.NewModelFolder();
        File.WriteAllText(Path.Combine(training, "head.onnx"), "second");

        CastFolder.Load(Cast).RestoreModel(1);
        cast.KeepModel(training);

        Assert.Equal(["first", "first", "second"], cast.Models.Select(model => File.ReadAllText(Path.Combine(model, "head.onnx"))));
    }

    [Fact]
    public void Models_that_are_restored_at_once_get_a_number_each()
    {
        Train(CastFolder.Create(Cast, ["tom"]), "first");

        Parallel.For(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => CastFolder.Load(Cast).RestoreModel(1));

        Assert.Equal(Enumerable.Repeat("first", 61), CastFolder.Load(Cast).Models.Select(model => File.ReadAllText(Path.Combine(model, "head.onnx"))));
    }

    [Theory]
    [InlineData("added")]
    [InlineData("forgotten")]
    public void A_model_of_other_characters_than_the_cast_has_by_now_is_not_kept(string what)
    {
        CastFolder.Create(Cast, ["tom", "jerry"]);
        var training = CastFolder.Load(Cast);
        if (what == "added")
            CastFolder.Load(Cast).Add("spike");
        else
            CastFolder.Load(Cast).Forget("jerry");
        var folder = training.NewModelFolder();
        Directory.CreateDirectory(training.WorkFolder);

        var exception = Assert.Throws<UserException>(() => training.KeepModel(folder));

        Assert.Equal(ExitCode.CastUnusable, exception.ExitCode);
        Assert.EndsWith("so the new model is not kept: train again", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Cast, "models")));
    }

    [Fact]
    public void A_model_is_kept_though_labels_were_added_meanwhile_which_it_does_not_know()
    {
        CastFolder.Create(Cast, ["tom"]);
        var training = CastFolder.Load(Cast);
        var other = CastFolder.Load(Cast);
        other.AddLabels([Label(other.AddImage([1], ".png"), "film", ("tom", true))]);

        Train(training, "first");

        Assert.Single(training.Models);
        Assert.NotEqual(CastFolder.Load(Cast).Hash, training.Hash);
    }

    [Fact]
    public void While_a_cast_is_trained_it_is_not_trained_again_and_forgets_nobody()
    {
        CastFolder.Create(Cast, ["tom", "jerry"]);
        using (CastFolder.Load(Cast).HoldTraining())
        {
            foreach (var refused in new Action[] { () => CastFolder.Load(Cast).HoldTraining().Dispose(), () => CastFolder.Load(Cast).Forget("jerry") })
            {
                var exception = Assert.Throws<UserException>(refused);
                Assert.Contains("is being trained", exception.Message, StringComparison.Ordinal);
                Assert.Equal(ExitCode.OutputUnwritable, exception.ExitCode);
            }

            Assert.Equal(2, CastFolder.Load(Cast).Cast.Characters.Count);
        }

        CastFolder.Load(Cast).HoldTraining().Dispose();
        CastFolder.Load(Cast).Forget("jerry");
        Assert.Single(CastFolder.Load(Cast).Cast.Characters);
    }

    [Fact]
    public void What_is_no_cast_says_how_to_make_one()
    {
        var exception = Assert.Throws<UserException>(() => CastFolder.Load(_folder));

        Assert.Equal(ExitCode.InputMissing, exception.ExitCode);
        Assert.Contains("cast create", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "damaged")]
    [InlineData("[]", "damaged")]
    [InlineData("{\"schema\":1,\"characters\":[{\"id\":\"tom\"}]", "damaged")]
    [InlineData("{\"schema\":1,\"characters\":[{\"id\":\"tom\"}]} {}", "damaged")]
    [InlineData("{\"characters\":[{\"id\":\"tom\"}]}", "says no schema")]
    [InlineData("{\"schema\":\"one\",\"characters\":[{\"id\":\"tom\"}]}", "damaged")]
    [InlineData("{\"schema\":2,\"characters\":[{\"id\":\"tom\"}]}", "newer ScreenTime")]
    [InlineData("{\"schema\":99999999999,\"characters\":[{\"id\":\"tom\"}]}", "damaged")]
    [InlineData("{\"schema\":1}", "must have a list")]
    [InlineData("{\"schema\":1,\"characters\":[]}", "must have characters")]
    [InlineData("{\"schema\":1,\"characters\":[\"tom\"]}", "damaged")]
    [InlineData("{\"schema\":1,\"characters\":[null]}", "damaged")]
    [InlineData("{\"schema\":1,\"characters\":[{\"id\":{}}]}", "damaged")]
    [InlineData("{\"schema\":1,\"characters\":[{\"id\":\"../tom\"}]}", "cannot be a character's id")]
    [InlineData("{\"schema\":1,\"characters\":[{\"id\":\"tom\"},{\"id\":\"tom\"}]}", "each id once")]
    [InlineData("{\"schema\":1,\"characters\":[{\"id\":\"tom\",\"name\":\"\\u001b[2J\"}]}", "printable")]
    [InlineData("{\"schema\":1,\"characters\":[{\"id\":\"tom\",\"color\":\"* LOC: 01\"}]}", "no marker colour")]
    [InlineData("{\"schema\":1,\"id\":\"a\\nb\",\"characters\":[{\"id\":\"tom\"}]}", "printable")]
    [InlineData("{\"schema\":1,\"a\":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]],\"characters\":[{\"id\":\"tom\"}]}", "damaged")]
    public void Damaged_or_hostile_characters_are_refused_in_a_sentence(string json, string why)
    {
        Directory.CreateDirectory(Cast);
        File.WriteAllText(Path.Combine(Cast, "cast.json"), json);

        Refused(why);
    }

    [Theory]
    [InlineData("{", "damaged")]
    [InlineData("{}", "no list of labels")]
    [InlineData("{\"labels\":[1]}", "damaged")]
    [InlineData("{\"labels\":[{}]}", "no picture of the cast")]
    [InlineData("{\"labels\":[{\"image\":\"../../etc/passwd\"}]}", "no picture of the cast")]
    [InlineData("{\"labels\":[{\"image\":\"..\\\\HASH.png\"}]}", "no picture of the cast")]
    [InlineData("{\"labels\":[{\"image\":\"HASH.png:stream\"}]}", "no picture of the cast")]
    [InlineData("{\"labels\":[{\"image\":\"HASH./a\"}]}", "no picture of the cast")]
    [InlineData("{\"labels\":[{\"image\":\"HASH.png\",\"present\":{\"tom\":{}}}]}", "damaged")]
    [InlineData("{\"labels\":[{\"image\":\"HASH.png\",\"shot\":1e99}]}", "damaged")]
    [InlineData("{\"labels\":[{\"image\":\"HASH.png\",\"title\":\"\\u001b[2J\"}]}", "control characters")]
    [InlineData("{\"labels\":[{\"image\":\"HASH.png\"},{\"image\":\"HASH.png\"}]}", "names a picture twice")]
    public void Damaged_or_hostile_labels_are_refused_in_a_sentence(string json, string why)
    {
        CastFolder.Create(Cast, ["tom"]);
        File.WriteAllText(Path.Combine(Cast, "labels.json"), json.Replace("HASH", s_hash, StringComparison.Ordinal));

        Refused(why);
    }

    [Fact]
    public void A_file_without_end_is_not_read()
    {
        CastFolder.Create(Cast, ["tom"]);
        using (var file = File.OpenWrite(Path.Combine(Cast, "labels.json")))
            file.SetLength((256L << 20) + 1);

        Refused("larger than 256 MiB");
    }

    private void Refused(string why)
    {
        var exception = Assert.Throws<UserException>(() => CastFolder.Load(Cast));
        Assert.Equal(ExitCode.InputInvalid, exception.ExitCode);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    private static void Train(CastFolder cast, string head)
    {
        var folder = cast.NewModelFolder();
        File.WriteAllText(Path.Combine(folder, "head.onnx"), head);
        cast.KeepModel(folder);
    }

    private static LabelledFrame Label(string image, string title, params (string Id, bool Present)[] answers) =>
        new(image, title, null, "source", answers.ToDictionary(answer => answer.Id, answer => answer.Present));

    [Fact]
    public void A_label_that_is_taken_back_goes_with_its_picture_or_becomes_what_it_was()
    {
        var path = Path.Combine(_folder, "back");
        var cast = CastFolder.Create(path, ["tom"]);
        LabelledFrame Label(byte content, string title, bool present) =>
            new(cast.AddImage([content], ".png"), title, 3, "here", new SortedDictionary<string, bool>(StringComparer.Ordinal) { ["tom"] = present });
        var (first, other) = (Label(1, "film", true), Label(1, "another", false));
        cast.AddLabels([first, other]);

        CastFolder.Load(path).TakeBack(first.Image, "film", first with { Present = new SortedDictionary<string, bool>(StringComparer.Ordinal) { ["tom"] = false } });
        Assert.Equal([false, false], CastFolder.Load(path).Labels.Select(label => label.Present["tom"]));
        CastFolder.Load(path).TakeBack(first.Image, "film", null);
        Assert.Equal("another", Assert.Single(CastFolder.Load(path).Labels).Title);
        Assert.Single(Directory.GetFiles(cast.ImagesFolder));
        CastFolder.Load(path).TakeBack(first.Image, "another", null);
        CastFolder.Load(path).TakeBack(first.Image, "never there", null);

        Assert.Empty(CastFolder.Load(path).Labels);
        Assert.Empty(Directory.GetFiles(cast.ImagesFolder));
    }

    [Fact]
    public void Somebody_who_is_added_keeps_what_another_process_labelled()
    {
        var path = Path.Combine(_folder, "added");
        var cast = CastFolder.Create(path, ["tom"]);
        var other = CastFolder.Load(path);
        other.AddLabels([new LabelledFrame(other.AddImage([1], ".png"), "film", null, "here", new SortedDictionary<string, bool>(StringComparer.Ordinal) { ["tom"] = true })]);

        cast.Add("Jerry=jerry");

        Assert.Equal(["tom", "jerry"], CastFolder.Load(path).Cast.Characters.Select(character => character.Id));
        Assert.Single(CastFolder.Load(path).Labels);
        Assert.Equal(ExitCode.Usage, Assert.Throws<UserException>(() => cast.Add("jerry")).ExitCode);
    }

    [Fact]
    public void A_labelling_that_began_before_keeps_who_was_added_meanwhile()
    {
        CastFolder.Create(Cast, ["tom"]);
        var labelling = CastFolder.Load(Cast);
        var other = CastFolder.Load(Cast);
        other.Add("jerry");
        other.Play(new Casting("jerry", "A performer", "Jerry", [], null, null));
        other.ChooseModel("backbone", "mine");

        labelling.AddLabels([Label(labelling.AddImage([1], ".png"), "film", ("tom", true))]);

        var cast = CastFolder.Load(Cast);
        Assert.Equal(["tom", "jerry"], cast.Cast.Characters.Select(character => character.Id));
        Assert.Equal(("jerry", "mine"), (Assert.Single(cast.Castings).Look, cast.ChosenModels["backbone"]));
        Assert.Equal(cast.Hash, labelling.Hash);
    }

    [Fact]
    public void A_label_that_is_taken_back_leaves_who_was_added_meanwhile()
    {
        var cast = CastFolder.Create(Cast, ["tom"]);
        var label = Label(cast.AddImage([1], ".png"), "film", ("tom", true));
        cast.AddLabels([label]);
        CastFolder.Load(Cast).Add("jerry");

        cast.TakeBack(label.Image, label.Title, null);

        Assert.Equal(2, CastFolder.Load(Cast).Cast.Characters.Count);
    }

    [Theory]
    [InlineData("casting")]
    [InlineData("model")]
    public void What_else_is_said_of_a_cast_leaves_what_was_added_meanwhile(string said)
    {
        CastFolder.Create(Cast, ["tom"]);
        var first = CastFolder.Load(Cast);
        var other = CastFolder.Load(Cast);
        other.AddLabels([Label(other.AddImage([1], ".png"), "film", ("tom", true))]);
        other.Add("jerry");

        if (said == "model")
            first.ChooseModel("backbone", "mine");
        else
            first.Play(new Casting("jerry", "A performer", "Jerry", [], null, null));

        var cast = CastFolder.Load(Cast);
        Assert.Equal((2, 1), (cast.Cast.Characters.Count, cast.Labels.Count));
        Assert.Equal(1, cast.ChosenModels.Count + cast.Castings.Count);
    }

    [Fact]
    public void A_label_whose_picture_was_deleted_meanwhile_is_not_added()
    {
        CastFolder.Create(Cast, ["tom", "jerry"]);
        var labelling = CastFolder.Load(Cast);
        var image = labelling.AddImage([1], ".png");
        CastFolder.Load(Cast).Forget("jerry");

        RefusesLabels(labelling, Label(image, "film", ("tom", true)));
    }

    [Fact]
    public void A_failed_labelling_takes_its_pictures_back_though_the_cast_is_gone()
    {
        CastFolder.Create(Cast, ["tom"]);
        var labelling = CastFolder.Load(Cast);
        CastFolder.Load(Cast).Forget("tom");
        labelling.AddImage([1], ".png");

        labelling.RemoveUnlabelledImages();

        Assert.Empty(Directory.GetFiles(labelling.ImagesFolder));
    }

    private static void RefusesLabels(CastFolder cast, LabelledFrame label)
    {
        var exception = Assert.Throws<UserException>(() => cast.AddLabels([label]));
        Assert.Equal(ExitCode.CastUnusable, exception.ExitCode);
        Assert.EndsWith("so none of them was added: label again", exception.Message, StringComparison.Ordinal);
        Assert.Empty(CastFolder.Load(cast.Path).Labels);
    }

    [Theory]
    [InlineData("Tom Cat", "Tom Cat=tom_cat")]
    [InlineData("湯姆", "湯姆=character-1")]
    [InlineData("nobody", "nobody=character-1")]
    [InlineData("Ann=lead", "Ann=lead")]
    [InlineData("taken", "taken=taken-2")]
    [InlineData("../..", "../..=character-1")]
    [InlineData("=../x", "=../x=x")]
    [InlineData("<a href=x>", "<a href=x>=a_hrefx")]
    public void Names_in_any_script_get_an_id(string name, string entry) => Assert.Equal([entry], CastFolder.WithIds([name, " "], ["taken"]));

    [Fact]
    public void Names_that_make_the_same_id_get_different_ones() =>
        Assert.Equal(["A B=a_b", "a b=a_b-2", "貓=character-1", "狗=character-2"], CastFolder.WithIds(["A B", "a b", "貓", "狗"], []));
}
