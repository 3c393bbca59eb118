package com.nexora.streams.destinations;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Syslog (RFC 5424) over TLS or TCP, each message with its length in front (RFC 5425, RFC 6587).
 *
 * <p>The protocol has no acknowledgement: accepted means that the system took the bytes and the
 * other side had not closed the connection. What was under way when it breaks may be missing there.
 */
final class SyslogOutlet implements Outlet {

  private static final int MAX_TEXT = 48 * 1024;
  private static final int LOCAL0 = 16;

  private final DestinationSpec spec;
  private final GuardedConnections connections;
  private final int facility;
  private final String appName;
  private @Nullable Socket socket;

  SyslogOutlet(final DestinationSpec spec, final GuardedConnections connections) {
    this.spec = spec;
    this.connections = connections;
    final String number = spec.text("facility", Integer.toString(LOCAL0));
    if (!number.matches("\\d|1\\d|2[0-3]")) {
      throw new InvalidDestinationException("syslog: facility is a number from 0 to 23");
    }
    this.facility = Integer.parseInt(number);
    this.appName = word(spec.text("appName", "nexora-streams"), 48);
  }

  @Override
  public void deliver(final List<Item> batch) throws UnavailableException {
    try {
      final Socket open = open();
      requireOpen(open);
      final OutputStream out = new BufferedOutputStream(open.getOutputStream(), 64 * 1024);
      for (final Item item : batch) {
        out.write(frame(item));
      }
      out.flush();
      requireOpen(open);
    } catch (final IOException e) {
      throw new UnavailableException("syslog: " + e.getMessage(), e);
    }
  }

  private Socket open() throws IOException, UnavailableException {
    Socket open = socket;
    if (open == null) {
      final boolean tls = spec.tls();
      open = connections.connect(spec.text("host", ""), spec.port(tls ? 6514 : 601), tls);
      open.setSoTimeout(1);
      socket = open;
    }
    return open;
  }

  /** A server that went away has closed its side; one that is there says nothing. */
  private static void requireOpen(final Socket open) throws IOException {
    try {
      if (open.getInputStream().read() < 0) {
        throw new IOException("the server closed the connection");
      }
    } catch (final SocketTimeoutException e) {
      // Silence is what is expected.
    }
  }

  private byte[] frame(final Item item) throws IOException {
    final String head =
        "<"
            + (facility * 8 + severity(item))
            + ">1 "
            + Instant.ofEpochMilli(item.time())
            + " - "
            + appName
            + " - "
            + word(item.type(), 32)
            + " [nexora@32473 tenant=\""
            + value(item.tenantId())
            + "\" entity=\""
            + value(item.entityId())
            + "\" id=\""
            + value(item.id())
            + "\" topic=\""
            + value(item.topic())
            + "\"] ";
    final ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(head.getBytes(StandardCharsets.UTF_8));
    message.write(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
    message.write(text(item).getBytes(StandardCharsets.UTF_8));
    final ByteArrayOutputStream frame = new ByteArrayOutputStream(message.size() + 8);
    frame.write((message.size() + " ").getBytes(StandardCharsets.US_ASCII));
    message.writeTo(frame);
    return frame.toByteArray();
  }

  /** A body that is too long for syslog would be cut by the server, and then be no JSON. */
  private static String text(final Item item) {
    return item.json().length() <= MAX_TEXT
        ? item.json()
        : "{\"tooLong\":true,\"bytes\":" + item.json().length() + "}";
  }

  private static int severity(final Item item) {
    return switch (item.topic()) {
      case "threat.high_priority" -> 1;
      case "threat.correlated" -> 3;
      case "analytics.alerts", "compliance.violations" -> 4;
      default -> 6;
    };
  }

  private static String value(final String text) {
    final String cut = text.length() > 256 ? text.substring(0, 256) : text;
    return RecordJson.clean(cut)
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("]", "\\]")
        .replaceAll("\\p{Cntrl}", " ");
  }

  private static String word(final String text, final int most) {
    final String printable = text.replaceAll("[^\\x21-\\x7e]", "_");
    return printable.isEmpty() ? "-" : printable.substring(0, Math.min(most, printable.length()));
  }

  @Override
  public void close() {
    final Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (final IOException e) {
        throw new IllegalStateException("the connection does not close", e);
      }
    }
  }
}
