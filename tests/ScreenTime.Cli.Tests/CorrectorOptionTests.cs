using System.CommandLine;
using ScreenTime.Cli.Commands;

namespace ScreenTime.Cli.Tests;

public sealed class CorrectorOptionTests
{
    [Fact]
    public void A_name_that_nobody_chose_is_said_with_the_option_that_says_another()
    {
        var (name, sentence) = Said();

        Assert.Equal(Environment.UserName, name);
        Assert.Equal($"Corrections stand under the name of this account, {Environment.UserName}, in reports too: --reviewer NAME says another.", sentence);
    }

    [Fact]
    public void A_name_that_somebody_chose_is_said_without_more_ado() =>
        Assert.Equal(("Ada", "Corrections stand under the name Ada, in reports too."), Said("--reviewer", "Ada"));

    private static (string Name, string Sentence) Said(params string[] arguments)
    {
        var option = new CorrectorOption("--reviewer", "Who decides");
        var command = new Command("review");
        option.AddTo(command);
        var parsed = command.Parse(arguments);
        return (option.Name(parsed), option.Sentence(parsed));
    }
}
