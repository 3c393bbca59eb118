package com.nexora.streams.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.nexora.streams.testkit.FreePorts;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One guarantee: the client's jar needs kafka-clients, Avro and what those bring, nothing else. */
final class ClientJarIT {

  private static final Path BASE =
      Path.of(System.getProperty("nexora.basedir", ".")).toAbsolutePath();
  private static final Path JAR = BASE.resolve("target/nexora-streams-client.jar");

  /** What Maven resolves for kafka-clients and avro. */
  private static final Pattern ALLOWED =
      Pattern.compile(
          "(kafka-clients|avro|slf4j-api|lz4-java|zstd-jni|snappy-java|jackson-(core|databind|annotations)|commons-(compress|lang3|io|codec))-\\d.*\\.jar");

  @TempDir Path dir;

  @Test
  void shouldLoadEveryClassWithNothingElse() throws Exception {
    try (URLClassLoader alone = new URLClassLoader(urls(libraries()), platform());
        JarFile jar = new JarFile(JAR.toFile())) {
      // Given
      final List<String> names =
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
              .map(name -> name.replace('/', '.').substring(0, name.length() - ".class".length()))
              .toList();
      final List<String> failed = new ArrayList<>();

      // When
      for (final String name : names) {
        try {
          final Class<?> type = Class.forName(name, true, alone);
          type.getDeclaredMethods();
          type.getDeclaredFields();
        } catch (final LinkageError e) {
          failed.add(name);
        }
      }

      // Then
      assertThat(names).contains("com.nexora.streams.client.NexoraPublisher");
      assertThat(failed)
          .as("only the appender needs Logback")
          .containsExactlyInAnyOrder(
              "com.nexora.streams.client.NexoraAppender", "com.nexora.streams.client.LogEvents");
    }
  }

  @Test
  void shouldCompileAndRunTheExampleWithNothingElse() throws Exception {
    // Given
    final List<Path> libraries = libraries();
    final Path classes = Files.createDirectory(dir.resolve("classes"));
    final int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                libraries.stream().map(Path::toString).collect(Collectors.joining(":")),
                BASE.resolve("docs/examples/client/src/main/java/example/Main.java").toString());
    assertThat(result).as("the example compiles").isZero();
    final Path spool = dir.resolve("spool");
    final List<Path> all = new ArrayList<>(libraries);
    all.add(classes);

    // When
    try (URLClassLoader alone = new URLClassLoader(urls(all), platform())) {
      final String nowhere = "127.0.0.1:" + FreePorts.one();
      Class.forName("example.Main", true, alone)
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {nowhere, "http://" + nowhere, spool.toString()});
    }

    // Then
    try (Spool left = Spool.open(spool, 1 << 24, 1 << 20)) {
      assertThat(left.waiting()).as("the audit logs; Avro needs the registry once").isEqualTo(10);
    }
  }

  private static List<Path> libraries() throws IOException {
    final List<Path> found = new ArrayList<>(List.of(JAR));
    try (Stream<Path> files = Files.list(BASE.resolve("target/lib"))) {
      files.filter(f -> ALLOWED.matcher(f.getFileName().toString()).matches()).forEach(found::add);
    }
    assertThat(found).hasSizeGreaterThan(7);
    return found;
  }

  private static ClassLoader platform() {
    return ClassLoader.getPlatformClassLoader();
  }

  private static URL[] urls(final List<Path> files) throws IOException {
    final List<URL> urls = new ArrayList<>();
    for (final Path file : files) {
      urls.add(file.toUri().toURL());
    }
    return urls.toArray(URL[]::new);
  }
}
