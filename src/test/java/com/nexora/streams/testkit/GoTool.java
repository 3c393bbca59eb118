package com.nexora.streams.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small program in Go under {@code src/test/foreign}, made of the libraries that the system's
 * packages brought: nothing is fetched.
 */
public final class GoTool {

  private static final Path PACKAGES = Path.of("/usr/share/gocode");
  private static final String TLOG = "src/golang.org/x/mod/sumdb/tlog";
  private static final long SECONDS = 300;

  private final Path program;

  private GoTool(final Path program) {
    this.program = program;
  }

  /** How a run ended. */
  public record Run(int code, String output) {}

  /** What must be installed before {@link #build} can work; empty if all is there. */
  public static Optional<String> missing() {
    final boolean go =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "go")));
    return go && Files.isDirectory(PACKAGES.resolve(TLOG))
        ? Optional.empty()
        : Optional.of(
            "no Go, or no golang.org/x/mod, here: apt-get install gccgo-go golang-golang-x-mod-dev");
  }

  /** Compiles a program. */
  public static GoTool build(final String name) throws IOException, InterruptedException {
    final Path base = Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();
    final Path target = Files.createDirectories(base.resolve("target/foreign"));
    final GoTool tool = new GoTool(target.resolve(name));
    final Run built =
        run(
            base.resolve("src/test/foreign").resolve(name),
            Map.of(
                "GO111MODULE", "off",
                "GOPATH", PACKAGES.toString(),
                "GOCACHE", target.resolve("cache").toString(),
                "GOPROXY", "off",
                "GOFLAGS", "",
                "CGO_ENABLED", "0"),
            List.of("go", "build", "-o", tool.program.toString(), "."));
    if (built.code() != 0) {
      throw new AssertionError("go build failed: " + built.output());
    }
    return tool;
  }

  /** Runs it. */
  public Run run(final Map<String, String> environment, final List<String> arguments)
      throws IOException, InterruptedException {
    final List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    return run(program.getParent(), environment, command);
  }

  private static Run run(
      final Path directory, final Map<String, String> environment, final List<String> command)
      throws IOException, InterruptedException {
    final ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    final Process process = builder.start();
    try {
      process.getOutputStream().close();
      final String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(command + " does not end: " + output);
      }
      return new Run(process.exitValue(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
