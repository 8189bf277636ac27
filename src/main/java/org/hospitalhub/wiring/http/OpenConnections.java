package org.hospitalhub.wiring.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of the web server, by address. When there are too many, a connection without request, with incomplete
 * headers or between two requests is closed for a new one; a connection whose request is processed never is.
 *
 * <p>Times are {@link System#nanoTime}, because the wall clock may jump.
 */
final class OpenConnections {

    private static final int IPV6_NETWORK_BYTES = 8;

    /** The phase of a connection. */
    enum Phase {
        /** No byte of the first request was read. */
        NEW,
        /** A request has begun and its headers are incomplete. */
        HEADERS,
        /** A request is processed, or its client waits for an answer. */
        WORKING,
        /** A request has ended and the next has not begun. */
        IDLE
    }

    /** One connection. */
    static final class Connection {
        private final SocketChannel channel;
        private final InetAddress network;
        private Phase phase = Phase.NEW;
        private long since;

        private Connection(SocketChannel channel, InetAddress network, long since) {
            this.channel = channel;
            this.network = network;
            this.since = since;
        }

        SocketChannel channel() {
            return channel;
        }
    }

    private final Map<SocketChannel, Connection> all = new HashMap<>();
    private final Map<InetAddress, Set<Connection>> byNetwork = new HashMap<>();
    private int most = Integer.MAX_VALUE;
    private int mostOfOne = Integer.MAX_VALUE;

    /** Sets the most connections in total and from one address (one /64 network for IPv6). */
    synchronized void limit(int inAll, int ofOneAddress) {
        most = inAll;
        mostOfOne = ofOneAddress;
    }

    /**
     * Adds a connection if there is room, or if another one can make room.
     *
     * @param room receives the connection to close
     * @return false when all others are being processed
     */
    synchronized boolean add(SocketChannel channel, InetAddress address, long now, List<Connection> room) {
        InetAddress network = network(address);
        Set<Connection> neighbours = byNetwork.getOrDefault(network, Set.of());
        if (neighbours.size() >= mostOfOne && !makeRoom(neighbours, room)) {
            return false;
        }
        if (all.size() >= most && !makeRoom(largest(), room)) {
            return false;
        }
        Connection added = new Connection(channel, network, now);
        all.put(channel, added);
        byNetwork.computeIfAbsent(network, any -> new LinkedHashSet<>()).add(added);
        return true;
    }

    /** Returns the network of an address, because a host of an IPv6 network can use any address in it. */
    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        try {
            byte[] bytes = address.getAddress();
            Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("sixteen bytes are an address", impossible);
        }
    }

    /** Returns the connections of the address with the most connections that may be closed. */
    private Set<Connection> largest() {
        Set<Connection> largest = Set.of();
        for (Set<Connection> some : byNetwork.values()) {
            if (some.size() > largest.size() && oldestThatRests(some) != null) {
                largest = some;
            }
        }
        return largest;
    }

    private boolean makeRoom(Set<Connection> among, List<Connection> room) {
        Connection oldest = oldestThatRests(among);
        if (oldest == null) {
            return false;
        }
        remove(oldest.channel);
        room.add(oldest);
        return true;
    }

    private static @Nullable Connection oldestThatRests(Set<Connection> among) {
        for (Connection connection : among) {
            if (connection.phase != Phase.WORKING) {
                return connection;
            }
        }
        return null;
    }

    synchronized void remove(SocketChannel channel) {
        Connection removed = all.remove(channel);
        if (removed != null) {
            byNetwork.computeIfPresent(removed.network, (network, some) -> {
                some.remove(removed);
                return some.isEmpty() ? null : some;
            });
        }
    }

    /** Sets the phase of a connection; the time of headers counts from their first byte. */
    synchronized void now(SocketChannel channel, Phase phase, long now) {
        Connection connection = all.get(channel);
        if (connection != null) {
            connection.phase = phase;
            connection.since = now;
        }
    }

    /** Returns when the headers of a connection began, null when it is unknown. */
    synchronized @Nullable Long headersSince(SocketChannel channel) {
        Connection connection = all.get(channel);
        return connection != null && connection.phase == Phase.HEADERS ? connection.since : null;
    }

    /** Returns the connections whose first byte or headers take longer than this. */
    synchronized List<Connection> tooSlow(Duration longest, long now) {
        List<Connection> slow = new ArrayList<>();
        for (Connection connection : all.values()) {
            boolean asks = connection.phase == Phase.NEW || connection.phase == Phase.HEADERS;
            if (asks && now - connection.since > longest.toNanos()) {
                slow.add(connection);
            }
        }
        return slow;
    }
}
