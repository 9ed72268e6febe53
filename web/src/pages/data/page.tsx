import { Head } from '../../frame/head.tsx';

export default function Data() {
    return <Head title="Data" />;
}
