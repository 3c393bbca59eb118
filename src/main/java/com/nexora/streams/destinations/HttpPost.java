package com.nexora.streams.destinations;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * One POST over one connection, to the very address that the {@link NetworkGuard} has seen.
 *
 * <p>An HTTP library would resolve the name again and follow redirects; both would lead past the
 * guard. What comes back is bounded in size and time, and only its status and {@code Retry-After}
 * are read.
 */
final class HttpPost {

  private static final int MAX_HEAD = 16 * 1024;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final GuardedConnections connections;

  HttpPost(final GuardedConnections connections) {
    this.connections = connections;
  }

  /**
   * An answer.
   *
   * @param retryAfterMs how long the server asks to be left alone, 0 if it does not
   */
  record Reply(int status, long retryAfterMs) {}

  Reply send(final URI url, final Map<String, String> headers, final byte[] body)
      throws UnavailableException {
    final boolean tls = "https".equals(url.getScheme());
    final int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
    try (Socket socket = connections.connect(url.getHost(), port, tls)) {
      final OutputStream out = socket.getOutputStream();
      out.write(head(url, headers, body.length));
      out.write(body);
      out.flush();
      return reply(socket);
    } catch (final IOException e) {
      throw new UnavailableException(
          "no answer from " + url.getHost() + ": " + e.getClass().getSimpleName(), e);
    }
  }

  private static byte[] head(final URI url, final Map<String, String> headers, final int length) {
    final String path =
        url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    final StringBuilder head = new StringBuilder(512);
    head.append("POST ").append(path);
    if (url.getRawQuery() != null) {
      head.append('?').append(url.getRawQuery());
    }
    head.append(" HTTP/1.1\r\nHost: ").append(url.getRawAuthority());
    head.append("\r\nConnection: close\r\nUser-Agent: nexora-streams\r\nContent-Length: ");
    head.append(length).append("\r\n");
    headers.forEach(
        (name, value) -> {
          if (value.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
            throw new InvalidDestinationException(
                "the value of the header " + name + " is no text");
          }
          head.append(name).append(": ").append(value).append("\r\n");
        });
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Reply reply(final Socket socket) throws IOException {
    final long until = System.nanoTime() + LIMIT.toNanos();
    final InputStream in = new BufferedInputStream(socket.getInputStream());
    final ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 2) {
      final int next = in.read();
      if (next < 0 || head.size() > MAX_HEAD || System.nanoTime() > until) {
        throw new IOException("the answer is cut off, too long or too slow");
      }
      head.write(next);
      ends = next == '\n' ? ends + 1 : next == '\r' ? ends : 0;
    }
    final String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r?\n", -1);
    final String[] first = lines[0].split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/1.") || !first[1].matches("\\d{3}")) {
      throw new IOException("the answer is no HTTP");
    }
    return new Reply(Integer.parseInt(first[1]), retryAfter(lines));
  }

  private static long retryAfter(final String[] lines) {
    for (final String line : lines) {
      final String lower = line.toLowerCase(Locale.ROOT);
      if (lower.matches("retry-after:\\s*\\d{1,6}\\s*")) {
        return 1_000L * Long.parseLong(lower.replaceAll("\\D", ""));
      }
    }
    return 0;
  }

  /**
   * What an answer means for a batch.
   *
   * @param delivered items of the batch that were accepted before
   */
  static void check(final Reply reply, final String host, final int delivered)
      throws UnavailableException, RefusedException {
    final int status = reply.status();
    if (status >= 200 && status < 300) {
      return;
    }
    final String said = host + " answered " + status;
    if (status == 400 || status == 413 || status == 422) {
      throw new RefusedException(said, delivered);
    }
    throw new UnavailableException(said, delivered, reply.retryAfterMs());
  }
}
