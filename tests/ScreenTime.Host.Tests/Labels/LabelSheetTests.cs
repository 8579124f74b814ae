using ScreenTime.Host.Labels;
using ScreenTime.Sdk;

namespace ScreenTime.Host.Tests.Labels;

public sealed class LabelSheetTests : IDisposable
{
    private static readonly Cast s_cast = new("cast", [new Character("tom", "TOM", "BLUE"), new Character("jerry", "JERRY", "RED")]);
    private readonly string _folder = Directory.CreateTempSubdirectory("screentime-labels-").FullName;

    [Theory]
    [InlineData("image,tom,jerry\na.jpg,1,0\n", LabelForm.Images)]
    [InlineData("\uFEFFtime,jerry,tom\r\n12.5,0,1\r\n", LabelForm.Times)]
    [InlineData("second,tom,jerry,note\n12,1,0,\"a, b\"\n", LabelForm.Seconds)]
    [InlineData("start,end,tom,jerry\n0,2,1,0\n", LabelForm.Ranges)]
    [InlineData("Image_ID,Class\na.jpg,2\n", LabelForm.Classes)]
    public void Every_form_says_who_is_there(string text, LabelForm form)
    {
        var sheet = Read(text, form == LabelForm.Classes ? "0=nobody,1=jerry,2=tom" : null);
        Assert.Equal(form, sheet.Form);
        Assert.Equal([true, false], Assert.Single(sheet.Rows).Present);
    }

    [Fact]
    public void An_empty_cell_says_nothing_and_a_doubtful_row_is_marked()
    {
        var rows = Read("image,tom,ambiguous\na.jpg,,0\nb.jpg,1,1\n").Rows;
        Assert.Equal([null, null], rows[0].Present);
        Assert.Equal((false, true), (rows[0].Ambiguous, rows[1].Ambiguous));
    }

    [Theory]
    [InlineData("image,tom,jerry\na.jpg,1,0\nb.jpg,0,0\na.jpg,1,1\n", "lines 2 and 4 contradict each other about jerry in a.jpg")]
    [InlineData("time,tom\n12.5,1\n12.5,0\n", "lines 2 and 3 contradict each other about tom in 12.5")]
    [InlineData("second,tom\n3,1\n3,0\n", "lines 2 and 3 contradict")]
    [InlineData("image,spike\na.jpg,1\n", "no character \"spike\"")]
    [InlineData("image,tom\na.jpg,yes\n", "line 2: tom must be 1, 0 or empty")]
    [InlineData("picture,tom\na.jpg,1\n", "the first column must be")]
    [InlineData("image,tom\n", "holds no labels")]
    [InlineData("image,tom,tom\na.jpg,1,1\n", "stands twice")]
    [InlineData("image,tom\na.jpg,1,0\n", "3 values for 2 columns")]
    public void What_cannot_be_right_is_refused_in_a_sentence(string text, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UserException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_same_answer_twice_contradicts_nothing_nor_does_a_doubtful_one() =>
        Assert.Equal(3, Read("image,tom,ambiguous\na.jpg,1,0\na.jpg,1,0\na.jpg,0,1\n").Rows.Count);

    [Theory]
    [InlineData("0=nobody,2=tom", "what class 1 is")]
    [InlineData("0=nobody,1=spike", "no character")]
    [InlineData("1=tom,1=jerry", "says twice")]
    [InlineData(null, "say what they mean")]
    public void Classes_must_be_told_in_full(string? classes, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<UserException>(() => Read("Image_ID,Class\na.jpg,1\n", classes)).Message, StringComparison.Ordinal);

    /// <summary>Frames begin at times that three places do not hold: 50 frames at 23.976 are 2.08542 s.</summary>
    [Fact]
    public void The_start_of_a_frame_written_to_three_places_or_more_means_that_frame()
    {
        var sheet = Read("time,tom\n0,1\n");
        foreach (var rate in (FrameRate[])[new(24000, 1001), new(24, 1), new(25, 1), new(30000, 1001), new(60000, 1001), new(60, 1)])
        {
            for (var frame = 0L; frame < 5000; frame += 7)
            {
                foreach (var places in (string[])["0.000", "0.0000", "0.00000", "0.000000"])
                {
                    var text = MediaTime.FromFrames(frame, rate).Seconds.ToString(places, System.Globalization.CultureInfo.InvariantCulture);
                    Assert.Equal(frame, sheet.TimeOf(text, rate, false, 0, 2).FloorToFrame(rate));
                }
            }
        }
    }

    [Theory]
    [InlineData("12.5", 12.5)]
    [InlineData("2.08", 2.08)]
    [InlineData("2.084", 2.084)]
    [InlineData("3", 3)]
    public void Any_other_time_is_what_it_says(string text, double seconds) =>
        Assert.Equal(MediaTime.FromSeconds(seconds), Read("time,tom\n0,1\n").TimeOf(text, new FrameRate(24000, 1001), false, 0, 2));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private LabelSheet Read(string text, string? classes = null)
    {
        var path = Path.Combine(_folder, "labels.csv");
        File.WriteAllText(path, text);
        return LabelSheet.Read(path, s_cast, classes);
    }
}
