package com.nexora.streams.destinations;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which addresses a tenant's destination may lead to.
 *
 * <p>A tenant writes the address and this process, inside the operator's network, connects to it.
 * So everything that is not public is refused (loopback, private, link-local with its metadata
 * services, carrier-grade, multicast, and IPv6 forms that hide such an IPv4 address) unless the
 * operator allows its network. The check is made on the address that is connected to, not on the
 * name: a name that resolves to something else the second time gains nothing.
 */
public final class NetworkGuard {

  private static final List<Network> NOT_PUBLIC =
      networks(
          List.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/96",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "fc00::/7",
              "fe80::/10",
              "fec0::/10",
              "ff00::/8"));

  private final List<Network> allowed;
  private final String text;

  /**
   * @param allowed networks beside the public ones, e.g. {@code 10.1.0.0/16}
   * @throws InvalidDestinationException if one is not written as address/bits
   */
  public NetworkGuard(final List<String> allowed) {
    this.allowed = networks(allowed);
    this.text = String.join(",", allowed);
  }

  /** A network of addresses that share their first bits. */
  private record Network(List<Byte> prefix, int bits) {

    boolean holds(final InetAddress address) {
      final byte[] bytes = address.getAddress();
      if (bytes.length != prefix.size()) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        final int mask = 0x80 >> (bit % 8);
        if ((bytes[bit / 8] & mask) != (prefix.get(bit / 8) & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private static List<Network> networks(final List<String> texts) {
    final List<Network> networks = new ArrayList<>();
    for (final String text : texts) {
      final String[] parts = text.strip().split("/", -1);
      try {
        if (parts.length == 2 && parts[0].matches("[0-9a-fA-F.:]+")) {
          final byte[] address = InetAddress.getByName(parts[0]).getAddress();
          final int bits = Integer.parseInt(parts[1]);
          if (bits >= 0 && bits <= address.length * 8) {
            final List<Byte> prefix = new ArrayList<>();
            for (final byte part : address) {
              prefix.add(part);
            }
            networks.add(new Network(prefix, bits));
            continue;
          }
        }
      } catch (final UnknownHostException | NumberFormatException e) {
        // Said below.
      }
      throw new InvalidDestinationException(
          "\"" + text + "\" is no network: write it as address/bits, e.g. 10.1.0.0/16");
    }
    return List.copyOf(networks);
  }

  /** The allowed networks as text, for {@link GuardedSockets}. */
  String text() {
    return text;
  }

  /** Whether a destination may lead there. */
  boolean allows(final InetAddress address) {
    return isAllowedPrivate(address)
        || (!hidesIpv4(address) && NOT_PUBLIC.stream().noneMatch(net -> net.holds(address)));
  }

  /** Whether the operator allowed the network by name, and so vouches for it. */
  boolean isAllowedPrivate(final InetAddress address) {
    return allowed.stream().anyMatch(network -> network.holds(address));
  }

  /** NAT64 and 6to4; Java gives IPv4-mapped addresses as IPv4 already. */
  private static boolean hidesIpv4(final InetAddress address) {
    final byte[] bytes = address.getAddress();
    final boolean nat64 =
        bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
    final boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
    return bytes.length > 4 && (nat64 || sixToFour);
  }

  /**
   * Resolves a name to an address that may be connected to.
   *
   * @throws UnavailableException if it does not resolve, or to nothing that is allowed
   */
  InetSocketAddress resolve(final String host, final int port) throws UnavailableException {
    final InetAddress[] found;
    try {
      found = InetAddress.getAllByName(host);
    } catch (final UnknownHostException e) {
      throw new UnavailableException("the host " + host + " does not resolve", e);
    }
    for (final InetAddress address : found) {
      if (allows(address)) {
        return new InetSocketAddress(address, port);
      }
    }
    throw new UnavailableException(
        "the host "
            + host
            + " leads to an address that is not public; the operator can allow its network with destinations.allowed.networks",
        0,
        Breaker.LONGEST_WAIT_MS);
  }
}
