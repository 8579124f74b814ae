namespace ScreenTime.Sdk.Tests;

public class UserExceptionTests
{
    [Theory]
    [InlineData("a\nb\r\nc\u2028d", "a b  c d")]
    [InlineData("\u001b[31mred\0", " [31mred ")]
    [InlineData("100 % 'x' \"y\" -z", "100 % 'x' \"y\" -z")]
    [InlineData("it is damaged (value must be positive. (Parameter 'value') Actual value was -24.): again", "it is damaged (value must be positive.): again")]
    [InlineData("it is damaged (no rate (Parameter 'rate')): again", "it is damaged (no rate): again")]
    public void Says_its_sentence_on_one_line_whatever_a_file_holds(string message, string shown) => Assert.Equal(shown, new UserException(ExitCode.InputInvalid, message).Message);
}
