/** The first run: three steps, each with its way. */
import { Head } from './head.tsx';

export function FirstSteps() {
    return (
        <>
            <Head title="Welcome" />
            <div class="say">
                <p>Three steps, and this page answers how the shops are doing.</p>
                <p>Everything stays on this machine. Nothing is sent anywhere.</p>
            </div>
            <ol class="card steps">
                <li>
                    <h2>1. Import</h2>
                    <p>
                        A file of sales: one line for each product on each receipt, with date, quantity and amount. The columns are found by their names, in
                        several languages.
                    </p>
                    <a class="btn pri" href="/data">
                        Import a file
                    </a>
                </li>
                <li>
                    <h2>2. Check</h2>
                    <p>Before anything changes you see what was understood and why: dates, prices, stores. What cannot be read is set aside with its reason.</p>
                </li>
                <li>
                    <h2>3. See</h2>
                    <p>
                        Key figures, stores and categories at once; with stock also what will sell and what to order. Without a file of your own:{' '}
                        <code>retailinsight demo</code> makes a sample chain.
                    </p>
                </li>
            </ol>
        </>
    );
}
