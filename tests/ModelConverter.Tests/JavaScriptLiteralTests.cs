using ScreenTime.ModelConverter.Npm;

namespace ScreenTime.ModelConverter.Tests;

public sealed class JavaScriptLiteralTests
{
    [Theory]
    [InlineData("""{a:1,$b_2:[.5,-.25,1e-7,2E3],"c d":!0,e:!1,f:null,g:{},h:[]}""", """{"a":1,"$b_2":[0.5,-0.25,1E-07,2000],"c d":true,"e":false,"f":null,"g":{},"h":[]}""")]
    [InlineData("""{a:"x\n\u0041\"\\",b:'it"s'}""", """{"a":"x\nA\u0022\\","b":"it\u0022s"}""")]
    [InlineData("\"Sg+/=\"", "\"Sg\\u002B/=\"")]
    public void Reads_what_a_minifier_writes(string literal, string json) =>
        Assert.Equal(json, JavaScriptLiteral.Exported(TinyPackage.Module(literal), "x.js").ToJsonString());

    [Theory]
    [InlineData("{a:1", "has an unexpected '}'", true)]
    [InlineData("{a:alert(1)}", "has an unexpected 'a'", false)]
    [InlineData("{a:1.2.3}", "has a malformed number '1.2.3'", false)]
    [InlineData("{a:1e999}", "has a malformed number '1e999'", false)]
    [InlineData("{a:1,a:2}", "has the key 'a' twice", false)]
    [InlineData("{a b:1}", "lacks a ':'", false)]
    [InlineData("{:1}", "lacks a key", false)]
    [InlineData("{a:[1 2]}", "lacks a ','", false)]
    [InlineData("{a:\"\\x41\"}", "has an unknown escape in a string", false)]
    [InlineData("{a:1}.b", "has something other than the end of the module after its value", false)]
    public void Refuses_everything_else(string literal, string message, bool cut)
    {
        var module = cut ? "n.exports=" + literal + ",b:}" : TinyPackage.Module(literal);
        var error = Assert.Throws<ModelPackageException>(() => JavaScriptLiteral.Exported(module, "x.js"));
        Assert.StartsWith("x.js: " + message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_million_levels_without_a_stack_overflow()
    {
        var error = Assert.Throws<ModelPackageException>(
            () => JavaScriptLiteral.Exported("n.exports={a:" + new string('[', 1_000_000), "x.js"));
        Assert.StartsWith("x.js: is nested deeper than 64", error.Message, StringComparison.Ordinal);
    }
}
