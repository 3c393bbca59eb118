package com.nexora.streams.destinations;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of destinations, which settings only refer to.
 *
 * <p>{@code file:NAME} is the file {@code <directory>/<tenant>/NAME}, {@code env:NAME} the variable
 * {@code NEXORA_DESTINATION_<TENANT>_NAME}. The tenant is part of the place, so that no tenant can
 * use another's, and no path leads out of the directory.
 */
public final class Secrets {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z0-9_]{1,64}");
  private static final Pattern PLAIN_TENANT = Pattern.compile("[a-z0-9]{1,64}");
  private static final int MAX_BYTES = 64 * 1024;

  private final @Nullable Path directory;
  private final Function<String, @Nullable String> environment;

  /**
   * @param directory where the files are, if any
   * @param environment the process's variables
   */
  public Secrets(
      final Optional<Path> directory, final Function<String, @Nullable String> environment) {
    this.directory = directory.orElse(null);
    this.environment = environment;
  }

  /** Whether a value refers to a secret. */
  static boolean isReference(final String value) {
    return value.startsWith("file:") || value.startsWith("env:");
  }

  /**
   * What a reference stands for, without the line end.
   *
   * @throws InvalidDestinationException if it is no reference, or there is nothing there
   */
  String get(final String tenantId, final String reference) {
    final String secret =
        reference.startsWith("file:")
            ? fromFile(tenantId, reference.substring("file:".length()))
            : fromEnvironment(tenantId, reference.substring(Math.min(4, reference.length())));
    if (secret.isEmpty()) {
      throw new InvalidDestinationException("the secret " + reference + " is empty");
    }
    return secret;
  }

  private String fromFile(final String tenantId, final String name) {
    if (directory == null) {
      throw new InvalidDestinationException(
          "file:" + name + " cannot be read: the operator has set no destinations.secrets.dir");
    }
    if (!NAME.matcher(name).matches() || !NAME.matcher(tenantId).matches()) {
      throw new InvalidDestinationException(
          "file:" + name + ": tenant and name of a secret are letters, digits, '_', '.' and '-'");
    }
    final Path file = directory.resolve(tenantId).resolve(name);
    try {
      if (Files.size(file) <= MAX_BYTES) {
        return Files.readString(file).strip();
      }
      throw new InvalidDestinationException(
          "the secret file:" + name + " is longer than " + MAX_BYTES + " bytes");
    } catch (final IOException e) {
      throw new InvalidDestinationException(
          "the secret file:"
              + name
              + " cannot be read: expected the file "
              + tenantId
              + "/"
              + name
              + " in destinations.secrets.dir");
    }
  }

  private String fromEnvironment(final String tenantId, final String name) {
    if (!VARIABLE.matcher(name).matches() || !PLAIN_TENANT.matcher(tenantId).matches()) {
      throw new InvalidDestinationException(
          "env:"
              + name
              + ": names are upper-case letters, digits and '_', and the tenant's id must be lower-case letters and digits; use file: otherwise");
    }
    final String variable = "NEXORA_DESTINATION_" + tenantId.toUpperCase(Locale.ROOT) + "_" + name;
    final String value = environment.apply(variable);
    if (value == null) {
      throw new InvalidDestinationException("the variable " + variable + " is not set");
    }
    return value.strip();
  }
}
