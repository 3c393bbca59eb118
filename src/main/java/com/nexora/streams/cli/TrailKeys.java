package com.nexora.streams.cli;

import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.runtime.DevEndpoints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keys of the trail's HMACs, where a command is given them. */
final class TrailKeys {

  @Option(
      names = "--hmac-keys",
      paramLabel = "FILE",
      description = {
        "Keys of the trail's HMACs, one version:base64 per line, readable by the owner only. Default: the",
        "variable " + HmacKeys.ENVIRONMENT + ", else those of the running dev mode."
      })
  private @Nullable Path file;

  /**
   * The keys; empty if there are none.
   *
   * @param dev the dev mode that the command talks to
   * @throws IllegalArgumentException if what is there are no keys
   * @throws java.io.UncheckedIOException if the file cannot be read
   */
  Optional<HmacKeys> find(final Optional<DevEndpoints> dev) {
    if (file != null) {
      return Optional.of(HmacKeys.load(file));
    }
    final String variable = System.getenv(HmacKeys.ENVIRONMENT);
    if (variable != null && !variable.isBlank()) {
      return Optional.of(HmacKeys.parse(variable));
    }
    final Path ofDevMode = DevEndpoints.dataDir(System.getenv()).resolve(HmacKeys.DEV_FILE);
    return dev.isPresent() && Files.exists(ofDevMode)
        ? Optional.of(HmacKeys.load(ofDevMode))
        : Optional.empty();
  }
}
