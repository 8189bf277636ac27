package org.hospitalhub.wiring.routing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Passes exchanges from Java code to the routes. While it is closed, senders wait and no exchange is inside the routes.
 *
 * <p>It is in front of the producer template and not in a route, because Camel's {@code direct:} accepts exchanges until a
 * stopping route is empty, which a busy route never is, and because callers may still use a stopped route (its producers are not
 * thread-safe).
 */
final class RouteGate {

    private static final int ALL = Integer.MAX_VALUE;

    private final CamelContext camel;
    /** Fair, so that later senders wait behind the thread that closes the gate. */
    private final Semaphore places = new Semaphore(ALL, true);

    private @Nullable ProducerTemplate inner;

    RouteGate(CamelContext camel) {
        this.camel = camel;
    }

    /** Returns a producer template that sends through this gate. */
    ProducerTemplate template() {
        return (ProducerTemplate) Proxy.newProxyInstance(
                ProducerTemplate.class.getClassLoader(),
                new Class<?>[] {ProducerTemplate.class},
                (proxy, method, arguments) -> sends(method) ? pass(method, arguments) : call(method, arguments));
    }

    private static boolean sends(Method method) {
        return method.getName().startsWith("send") || method.getName().startsWith("request");
    }

    private Object pass(Method method, Object[] arguments) throws Throwable {
        places.acquireUninterruptibly();
        try {
            return call(method, arguments);
        } finally {
            places.release();
        }
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(current(), arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    /** Closes the gate when the last exchange has left; returns false and stays open when one is still inside after this time. */
    boolean shut(long seconds) throws InterruptedException {
        return places.tryAcquire(ALL, seconds, TimeUnit.SECONDS);
    }

    private synchronized ProducerTemplate current() {
        ProducerTemplate template = inner;
        if (template == null) {
            template = camel.createProducerTemplate();
            inner = template;
        }
        return template;
    }

    /** Opens the gate again and restarts the template, because it caches the previous routes. */
    void open() {
        forget();
        places.release(ALL);
    }

    private synchronized void forget() {
        if (inner != null) {
            inner.stop();
            inner = null;
        }
    }
}
