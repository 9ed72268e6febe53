import { Head } from './head.tsx';

export function FirstSteps() {
    return <Head title="Welcome" />;
}
