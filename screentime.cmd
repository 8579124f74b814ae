@echo off
rem Runs the built command, building it first when it is not there.
set "COMMAND_DLL=%~dp0Host\ScreenTime.Cli\bin\Release\net10.0\screentime.dll"
if not exist "%COMMAND_DLL%" (
  echo Building ScreenTime ^(once^) ... 1>&2
  dotnet build "%~dp0Host\ScreenTime.Cli\ScreenTime.Cli.csproj" -c Release -v quiet --nologo 1>&2 || exit /b 1
)
dotnet "%COMMAND_DLL%" %*
