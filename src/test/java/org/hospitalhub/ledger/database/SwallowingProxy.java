package org.hospitalhub.ledger.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A plain TCP proxy that can swallow all packets: connections stay open, nothing comes through, and neither side notices. */
final class SwallowingProxy implements AutoCloseable {

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int target;
    private volatile boolean swallowing;

    SwallowingProxy(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** From now on, or no more. What was swallowed does not come later: its connection stays dead. */
    void swallow(boolean now) {
        swallowing = now;
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                sockets.add(client);
                if (!swallowing) {
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.add(server);
                    daemon(() -> pump(client, server));
                    daemon(() -> pump(server, client));
                }
            }
        } catch (IOException closed) {
            // the test has ended
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        boolean dead = false;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                dead |= swallowing;
                if (!dead) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
            }
            if (!dead && !swallowing) {
                to.shutdownOutput();
            }
        } catch (IOException broken) {
            // one side went: the other one does not notice, as in a network that loses packets
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
