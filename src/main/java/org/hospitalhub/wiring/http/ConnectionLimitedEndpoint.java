package org.hospitalhub.wiring.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.hospitalhub.sandbox.Handler;
import org.hospitalhub.wiring.http.OpenConnections.Connection;
import org.hospitalhub.wiring.http.OpenConnections.Phase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's endpoint with the limits of {@link OpenConnections}; Tomcat itself has only one limit for all connections, and no
 * total time-outs.
 */
final class ConnectionLimitedEndpoint extends NioEndpoint {

    private final OpenConnections open = new OpenConnections();

    OpenConnections open() {
        return open;
    }

    /** Closes connections whose headers or TLS handshake take too long. Called every second. */
    void closeSlow(Duration longest) {
        open.tooSlow(longest, System.nanoTime()).forEach(this::close);
    }

    private void close(Connection connection) {
        open.remove(connection.channel());
        SocketWrapperBase<NioChannel> wrapper = connections.get(connection.channel());
        if (wrapper != null) {
            wrapper.close();
        }
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        List<Connection> room = new ArrayList<>();
        boolean added = false;
        try {
            if (socket.getRemoteAddress() instanceof InetSocketAddress from) {
                added = open.add(socket, from.getAddress(), System.nanoTime(), room);
            }
        } catch (IOException gone) {
            added = false;
        }
        room.forEach(this::close);
        if (!added) {
            destroySocket(socket);
            return false;
        }
        if (!super.setSocketOptions(socket)) {
            open.remove(socket);
            return false;
        }
        return true;
    }

    @Override
    public void setHandler(Handler<NioChannel> handler) {
        super.setHandler(new Watching(handler));
    }

    /** Records when a connection is processed, idle and closed. */
    private final class Watching implements Handler<NioChannel> {

        private final Handler<NioChannel> inner;

        Watching(Handler<NioChannel> inner) {
            this.inner = inner;
        }

        @Override
        public SocketState process(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            SocketChannel channel = socket.getSocket().getIOChannel();
            long began = System.nanoTime();
            Long headers = open.headersSince(channel);
            open.now(channel, Phase.WORKING, began);
            SocketState state = inner.process(socket, event);
            switch (state) {
                case OPEN -> open.now(channel, Phase.IDLE, System.nanoTime());
                case LONG -> {
                    if (!isAsync(socket.getCurrentProcessor())) {
                        open.now(channel, Phase.HEADERS, headers == null ? began : headers);
                    }
                }
                default -> {
                    // still being processed, or about to be released
                }
            }
            return state;
        }

        private static boolean isAsync(@Nullable Object processor) {
            return processor instanceof Processor http && http.isAsync();
        }

        @Override
        public Object getGlobal() {
            return inner.getGlobal();
        }

        @Override
        public void release(SocketWrapperBase<NioChannel> socket) {
            open.remove(socket.getSocket().getIOChannel());
            inner.release(socket);
        }

        @Override
        public void pause() {
            inner.pause();
        }

        @Override
        public void recycle() {
            inner.recycle();
        }
    }
}
