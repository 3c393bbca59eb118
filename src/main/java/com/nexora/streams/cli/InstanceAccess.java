package com.nexora.streams.cli;

import com.nexora.streams.runtime.DevEndpoints;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Which instance a command asks over HTTP, and with which token: given, or the running dev mode's.
 */
final class InstanceAccess {

  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The instance, e.g. https://nexora:8080. Default: the running dev mode.")
  private @Nullable String url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Holds a bearer token with the scope read, or admin for changes. Default: dev mode's.")
  private @Nullable Path tokenFile;

  /**
   * Asks.
   *
   * @throws ParameterException if nobody said whom
   * @throws IOException if there is no answer, or the token cannot be read
   */
  HttpResponse<String> get(final CommandSpec spec, final String path) throws IOException {
    return send(spec, path, HttpRequest.Builder::GET);
  }

  /**
   * Puts a JSON document; otherwise as {@link #get}.
   *
   * @param headers further ones
   */
  HttpResponse<String> put(
      final CommandSpec spec,
      final String path,
      final String document,
      final Map<String, String> headers)
      throws IOException {
    return send(
        spec,
        path,
        request -> {
          headers.forEach(request::header);
          return request
              .header("Content-Type", "application/json")
              .PUT(HttpRequest.BodyPublishers.ofString(document));
        });
  }

  private HttpResponse<String> send(
      final CommandSpec spec, final String path, final UnaryOperator<HttpRequest.Builder> method)
      throws IOException {
    final Optional<DevEndpoints> dev = DevEndpoints.read(DevEndpoints.dataDir(System.getenv()));
    final String base = url == null ? dev.map(DevEndpoints::httpUrl).orElse(null) : url;
    final Path token =
        tokenFile == null ? dev.map(DevEndpoints::tokenFile).orElse(null) : tokenFile;
    if (base == null || token == null) {
      throw new ParameterException(
          spec.commandLine(),
          "no dev mode runs in %s: start one with \"nexora dev\", or give --url URL and --token-file FILE"
              .formatted(DevEndpoints.dataDir(System.getenv())));
    }
    final HttpRequest request =
        method
            .apply(
                HttpRequest.newBuilder(URI.create(base.replaceAll("/+$", "") + path))
                    .header("Authorization", "Bearer " + Files.readString(token).strip())
                    .timeout(ANSWER))
            .build();
    try {
      return HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .build()
          .send(request, HttpResponse.BodyHandlers.ofString());
    } catch (final IOException e) {
      throw new IOException("%s does not answer: %s".formatted(base, e), e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + base, e);
    }
  }
}
