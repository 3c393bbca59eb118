package com.nexora.streams.runtime;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where a running dev mode can be reached. Dev mode writes it into its data directory, every
 * command reads it there, so that nobody types a port.
 *
 * @param bootstrapServers of the broker
 * @param registryUrl of the schema registry
 * @param httpUrl of the application, without a trailing slash
 * @param tokenFile holds a bearer token for the application
 */
public record DevEndpoints(
    String bootstrapServers, String registryUrl, String httpUrl, Path tokenFile) {

  /** Environment variable that names the data directory. */
  public static final String DATA_DIR_VARIABLE = "NEXORA_DATA_DIR";

  /** Data directory when the variable is not set. */
  public static final Path DEFAULT_DATA_DIR = Path.of(".nexora", "dev");

  private static final String FILE = "dev.properties";
  private static final String BOOTSTRAP = "bootstrap.servers";
  private static final String REGISTRY = "registry.url";
  private static final String HTTP = "http.url";
  private static final String TOKEN = "token.file";

  /** The data directory: {@value #DATA_DIR_VARIABLE}, else {@code .nexora/dev}. */
  public static Path dataDir(final Map<String, String> environment) {
    final @Nullable String named = environment.get(DATA_DIR_VARIABLE);
    return named == null || named.isBlank() ? DEFAULT_DATA_DIR : Path.of(named);
  }

  /**
   * What dev mode wrote into a data directory; empty if none did.
   *
   * @throws IllegalStateException if the file is there but cannot be read
   */
  public static Optional<DevEndpoints> read(final Path dataDir) {
    final Path file = dataDir.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    final Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (final IOException | IllegalArgumentException e) {
      throw new IllegalStateException(
          file + " cannot be read (" + e + "): start dev mode again, it writes the file anew", e);
    }
    return Optional.of(
        new DevEndpoints(
            value(properties, BOOTSTRAP, file),
            value(properties, REGISTRY, file),
            value(properties, HTTP, file),
            Path.of(value(properties, TOKEN, file))));
  }

  private static String value(final Properties properties, final String key, final Path file) {
    final @Nullable String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalStateException(
          file + " has no " + key + ": start dev mode again, it writes the file anew");
    }
    return value;
  }

  /** Writes them for other commands to find; the file appears whole or not at all. */
  public void write(final Path dataDir) throws IOException {
    final Properties properties = new Properties();
    properties.setProperty(BOOTSTRAP, bootstrapServers);
    properties.setProperty(REGISTRY, registryUrl);
    properties.setProperty(HTTP, httpUrl);
    properties.setProperty(TOKEN, tokenFile.toString());
    final Path draft = Files.createTempFile(dataDir, FILE, ".new");
    try (Writer out = Files.newBufferedWriter(draft)) {
      properties.store(out, "where the running dev mode can be reached");
    }
    Files.move(
        draft,
        dataDir.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Takes the file away, when dev mode ends. */
  public static void delete(final Path dataDir) throws IOException {
    Files.deleteIfExists(dataDir.resolve(FILE));
  }
}
