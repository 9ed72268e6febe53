import { Head } from '../../frame/head.tsx';

export default function Demand() {
    return <Head title="Demand" />;
}
